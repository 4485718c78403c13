import { euclideanDistance, squaredDistance } from '#shared/distances';
import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { Moment, PreparedStates } from '../../domain/run/moment';
import { nextReading } from './distances';
import { samplingEpoch } from './query-target';

/** So many memories can be told apart in a small plot. */
const MAX_MEMORIES = 3;
/** The number of states of each model whose nearest memories are searched. */
const SAMPLES = 8;
/** The number of memories compared between two readings of the clock. */
const BLOCK = 64;

const cache = new WeakMap<PreparedStates, NearestMemories>();

export function nearestMemoriesOf({
  prepared,
  recording,
  query,
}: Moment & { recording: Recording }): NearestMemories {
  const cached = cache.get(prepared);
  const isCurrent = cached?.recording === recording && cached.query === query;
  const nearest = isCurrent ? cached : new NearestMemories(prepared, recording, query);
  cache.set(prepared, nearest);
  return nearest;
}

/** The memories that a query comes nearest to during its run, in either model, and its distance to each at every kept step. */
export class NearestMemories {
  /** In ascending order of the query's least distance to them. */
  memories: readonly number[] = [];
  #tables = new Map<ModelName, readonly Float32Array[]>();
  readonly #read = new Map<ModelName, number>();
  #search: Generator<undefined, number[]> | null = null;
  #epoch = '';
  #revision = 0;
  #lastReading = 0;

  constructor(
    readonly prepared: PreparedStates,
    readonly recording: Recording,
    readonly query: number,
  ) {}

  /** [steps + 1]: the distances to a memory, given by its index in `memories`; NaN where unknown. */
  distancesTo(model: ModelName, index: number): Float32Array {
    return this.#tables.get(model)?.[index] ?? new Float32Array();
  }

  /** The last step whose distances are known; -1 before the first. */
  lastRead(model: ModelName): number {
    return this.#read.get(model) ?? -1;
  }

  /** The number of the last reading; 0 before the first. When it changes, what was drawn before is out of date. */
  get lastReading(): number {
    return this.#lastReading;
  }

  /** Reads new states for about so long. Returns false where some are left. */
  advance(milliseconds: number): boolean {
    const { recording, prepared, query } = this;
    const { dim, memories } = prepared;
    const deadline = performance.now() + milliseconds;
    const epoch = samplingEpoch(recording);
    if (epoch !== this.#epoch) this.#search = this.#searchMemories();
    this.#epoch = epoch;
    while (this.#search) {
      const { done, value } = this.#search.next();
      if (done) this.#adopt(value);
      if (done) this.#search = null;
      else if (performance.now() > deadline) return false;
    }
    for (const model of recording.shape.models) {
      const tables = this.#tables.get(model) ?? [];
      for (const [step, states] of recording.statesAfter(model, this.lastRead(model))) {
        const state = states.subarray(query * dim, (query + 1) * dim);
        this.memories.forEach((memory, index) => {
          const table = tables[index];
          const row = memories.subarray(memory * dim, (memory + 1) * dim);
          if (table) table[step] = euclideanDistance(state, row);
        });
        this.#read.set(model, step);
        this.#lastReading = nextReading();
        if (performance.now() > deadline) return false;
      }
    }
    return true;
  }

  #adopt(memories: readonly number[]): void {
    const { revision, shape } = this.recording;
    const isCurrent = memories.length > 0 && memories.join() === this.memories.join();
    if (isCurrent && revision === this.#revision) return;
    this.#revision = revision;
    this.memories = memories;
    this.#read.clear();
    const unknown = () => memories.map(() => new Float32Array(shape.steps + 1).fill(NaN));
    this.#tables = new Map(shape.models.map((model) => [model, unknown()]));
  }

  *#searchMemories(): Generator<undefined, number[]> {
    const { recording, prepared, query } = this;
    const { dim, memories, items } = prepared;
    let best: { readonly memory: number; readonly square: number }[] = [];
    for (const model of recording.shape.models) {
      for (let i = 0; i < SAMPLES; i++) {
        const step = Math.round((recording.reached(model) * i) / (SAMPLES - 1));
        const state = recording.stateAt(model, query, step)?.state;
        if (!state) continue;
        for (let memory = 0; memory < items.length; memory++) {
          if (memory % BLOCK === BLOCK - 1) yield;
          const limit = best.length < MAX_MEMORIES ? Infinity : (best.at(-1)?.square ?? Infinity);
          const square = squaredDistance(state, memories.subarray(memory * dim, (memory + 1) * dim), limit);
          if (!(square < limit)) continue;
          const earlier = best.find((one) => one.memory === memory);
          if (earlier && earlier.square <= square) continue;
          best = [...best.filter((one) => one !== earlier), { memory, square }];
          best.sort((a, b) => a.square - b.square);
          best.length = Math.min(best.length, MAX_MEMORIES);
        }
      }
    }
    return best.map(({ memory }) => memory);
  }
}
