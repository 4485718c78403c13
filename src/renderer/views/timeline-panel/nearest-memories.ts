import { distanceBetween, squareBetween } from '#shared/distances';
import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { Moment, PreparedStates } from '../../domain/run/moment';
import { eraOf } from './sampling-epoch';

/** As many memories as can be told apart in a small plot. */
const MOST = 3;
/** States that are looked at for what is near to them, of each model. */
const SAMPLES = 8;
/** Memories that are looked at between two looks at the clock. */
const BLOCK = 64;

const cache = new WeakMap<PreparedStates, Nearest>();

export function nearestOf({ prepared, recording, query }: Moment & { recording: Recording }): Nearest {
  const known = cache.get(prepared);
  const isKnown = known?.recording === recording && known.query === query;
  const nearest = isKnown ? known : new Nearest(prepared, recording, query);
  cache.set(prepared, nearest);
  return nearest;
}

/** The memories that a query comes nearest to on its way, in either model, and how far it is from each at every kept step. */
export class Nearest {
  /** By how near the query comes to them. */
  memories: readonly number[] = [];
  #tables = new Map<ModelName, readonly Float32Array[]>();
  readonly #read = new Map<ModelName, number>();
  #choice: Generator<undefined, number[]> | null = null;
  #era = '';
  #rewrites = 0;

  constructor(
    readonly prepared: PreparedStates,
    readonly recording: Recording,
    readonly query: number,
  ) {}

  /** [steps + 1]: the distances to a memory, by its place in `memories`; NaN where not known. */
  to(model: ModelName, place: number): Float32Array {
    return this.#tables.get(model)?.[place] ?? new Float32Array();
  }

  /** The last step whose distances are known; -1 before the first. */
  read(model: ModelName): number {
    return this.#read.get(model) ?? -1;
  }

  /** Grows whenever `advance` has read something. */
  get progress(): number {
    return this.recording.shape.models.reduce((sum, model) => sum + this.read(model) + 1, 0);
  }

  /** Reads new states for about so long; false where some are left. */
  advance(milliseconds: number): boolean {
    const { recording, prepared, query } = this;
    const { dim, memories } = prepared;
    const deadline = performance.now() + milliseconds;
    const era = eraOf(recording);
    if (era !== this.#era) this.#choice = this.#choose();
    this.#era = era;
    while (this.#choice) {
      const { done, value } = this.#choice.next();
      if (done) this.#take(value);
      if (done) this.#choice = null;
      else if (performance.now() > deadline) return false;
    }
    for (const model of recording.shape.models) {
      const tables = this.#tables.get(model) ?? [];
      for (const [step, states] of recording.statesAfter(model, this.read(model))) {
        const state = states.subarray(query * dim, (query + 1) * dim);
        this.memories.forEach((memory, place) => {
          const table = tables[place];
          const row = memories.subarray(memory * dim, (memory + 1) * dim);
          if (table) table[step] = distanceBetween(state, row);
        });
        this.#read.set(model, step);
        if (performance.now() > deadline) return false;
      }
    }
    return true;
  }

  #take(memories: readonly number[]): void {
    const { rewrites, shape } = this.recording;
    const isKnown = memories.length > 0 && memories.join() === this.memories.join();
    if (isKnown && rewrites === this.#rewrites) return;
    this.#rewrites = rewrites;
    this.memories = memories;
    this.#read.clear();
    const unknown = () => memories.map(() => new Float32Array(shape.steps + 1).fill(NaN));
    this.#tables = new Map(shape.models.map((model) => [model, unknown()]));
  }

  *#choose(): Generator<undefined, number[]> {
    const { recording, prepared, query } = this;
    const { dim, memories, items } = prepared;
    let best: { readonly memory: number; readonly square: number }[] = [];
    for (const model of recording.shape.models) {
      for (let i = 0; i < SAMPLES; i++) {
        const at = Math.round((recording.reached(model) * i) / (SAMPLES - 1));
        const state = recording.stateAt(model, query, at)?.state;
        if (!state) continue;
        for (let memory = 0; memory < items.length; memory++) {
          if (memory % BLOCK === BLOCK - 1) yield;
          const limit = best.length < MOST ? Infinity : (best.at(-1)?.square ?? Infinity);
          const square = squareBetween(state, memories.subarray(memory * dim, (memory + 1) * dim), limit);
          if (!(square < limit)) continue;
          const before = best.find((one) => one.memory === memory);
          if (before && before.square <= square) continue;
          best = [...best.filter((one) => one !== before), { memory, square }];
          best.sort((a, b) => a.square - b.square);
          best.length = Math.min(best.length, MOST);
        }
      }
    }
    return best.map(({ memory }) => memory);
  }
}
