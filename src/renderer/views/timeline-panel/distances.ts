import { distanceBetween, nearestRow } from '#shared/distances';
import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { PreparedStates } from '../../domain/run/moment';
import { targetOf, type Target } from './query-target';

/** States further apart than this (RMS pixel) look different; nearer to a memory, they have arrived at it. */
export const NEAR = 0.05;

/** Steps from first to last. */
export type Span = readonly [first: number, last: number];

const cache = new WeakMap<PreparedStates, Distances>();

export function distancesOf(prepared: PreparedStates, recording: Recording): Distances {
  const known = cache.get(prepared);
  const distances = known?.recording === recording ? known : new Distances(prepared, recording);
  cache.set(prepared, distances);
  return distances;
}

/** Where a query's way ends in a model, and since when it is there. */
export interface Arrival {
  readonly step: number;
  readonly memory: number;
}

/** The stretches of a query's run in which the models' states differ visibly, and whether they do at the last step read. */
interface Stretches {
  readonly spans: [first: number, last: number][];
  isOpen: boolean;
}

/**
 * What follows from a recording's states, RMS pixels. It grows with the recording by `advance`, each state being
 * read once, so that a long run costs no more at its end than at its start.
 */
export class Distances {
  readonly #toTarget = new Map<ModelName, Float32Array>();
  /** [steps + 1, numQueries]: between both models' states; NaN where not known. */
  readonly between: Float32Array;
  readonly #arrivals = new Map<string, Arrival | null>();
  readonly #read = new Map<ModelName | 'both', number>();
  #apart: Stretches[] = [];
  #targets: readonly (Target | null)[] = [];
  #rewrites = 0;

  constructor(
    readonly prepared: PreparedStates,
    readonly recording: Recording,
  ) {
    this.between = this.#unknown();
    this.#findTargets();
  }

  /** [steps + 1, numQueries]: to the query's target; NaN where not known. */
  toTarget(model: ModelName): Float32Array {
    return this.#toTarget.get(model) ?? new Float32Array();
  }

  /** The last step whose distances to the target are known; -1 before the first. */
  read(of: ModelName | 'both'): number {
    return this.#read.get(of) ?? -1;
  }

  /** Grows whenever `advance` has read something. */
  get progress(): number {
    return [...this.#read.values()].reduce((sum, step) => sum + step + 1, 0);
  }

  /** Reads new states for about so long; false where some are left. */
  advance(milliseconds: number): boolean {
    const { recording } = this;
    const { models, numQueries } = recording.shape;
    const deadline = performance.now() + milliseconds;
    if (recording.rewrites !== this.#rewrites) {
      this.#read.clear();
      this.#arrivals.clear();
    }
    this.#rewrites = recording.rewrites;
    this.#findTargets();
    for (const model of models) {
      const distances = this.toTarget(model);
      const isDone = this.#readNew(model, model, deadline, (states, step) => {
        for (let query = 0; query < numQueries; query++) {
          const target = this.#targets[query];
          if (!target) continue;
          distances[step * numQueries + query] = distanceBetween(this.#row(states, query), target.state);
        }
        return true;
      });
      if (!isDone) return false;
    }
    if (models.length < 2) return true;
    const others = recording.states('drdam');
    if (!this.#read.has('both'))
      this.#apart = Array.from({ length: numQueries }, () => ({ spans: [], isOpen: false }));
    const reached = recording.reached('drdam');
    return this.#readNew('both', 'mrdam', deadline, (states, step) => {
      const other = others.get(step);
      if (step > reached) return false;
      this.#apart.forEach((stretches, query) => {
        if (!other) return;
        const distance = distanceBetween(this.#row(states, query), this.#row(other, query));
        this.between[step * numQueries + query] = distance;
        extend(stretches, step, distance > NEAR);
      });
      return true;
    });
  }

  /** The stretches of a query's run in which the models' states differ visibly. */
  apartSpans(query: number): readonly Span[] {
    return this.#apart[query]?.spans.filter(([first, last]) => last > first) ?? [];
  }

  /** The first kept step at which a query is at the memory where it ends; null where it ends at none, or goes on. */
  arrival(model: ModelName, query: number): Arrival | null {
    const { recording } = this;
    const { steps } = recording.shape;
    if (!this.#toTarget.has(model) || recording.reached(model) < steps) return null;
    const key = `${model}/${String(query)}`;
    let arrival = this.#arrivals.get(key);
    if (arrival === undefined) {
      arrival = this.#findArrival(model, query);
      this.#arrivals.set(key, arrival);
    }
    return arrival;
  }

  #findArrival(model: ModelName, query: number): Arrival | null {
    const { memories, dim } = this.prepared;
    const all = this.recording.states(model);
    const last = all.get(this.recording.shape.steps);
    const index = last ? nearestRow(memories, this.#row(last, query)).index : -1;
    const memory = memories.subarray(index * dim, (index + 1) * dim);
    if (!last || index < 0 || distanceBetween(this.#row(last, query), memory) > NEAR) return null;
    for (const [step, states] of all)
      if (distanceBetween(this.#row(states, query), memory) <= NEAR) return { step, memory: index };
    return null;
  }

  /** False where the time is over; `read` says whether it could take a step, or waits for more. */
  #readNew(
    pass: ModelName | 'both',
    model: ModelName,
    deadline: number,
    read: (states: Float32Array, step: number) => boolean,
  ): boolean {
    for (const [step, states] of this.recording.statesAfter(model, this.#read.get(pass) ?? -1)) {
      if (performance.now() > deadline) return false;
      if (!read(states, step)) return true;
      this.#read.set(pass, step);
    }
    return true;
  }

  /** Queries of which another target is known than before are measured anew, and their neighbours with them. */
  #findTargets(): void {
    const { models, numQueries } = this.recording.shape;
    const targets = Array.from({ length: numQueries }, (_, query) => targetOf(this, query));
    const isKnown = targets.every((target, query) => isEqual(target, this.#targets[query]));
    if (isKnown && this.#toTarget.size > 0) return;
    this.#targets = targets;
    for (const model of models) {
      this.#toTarget.set(model, this.#unknown());
      this.#read.delete(model);
    }
  }

  #unknown(): Float32Array {
    const { steps, numQueries } = this.recording.shape;
    return new Float32Array((steps + 1) * numQueries).fill(NaN);
  }

  #row(states: Float32Array, query: number): Float32Array {
    const { dim } = this.prepared;
    return states.subarray(query * dim, (query + 1) * dim);
  }
}

/** Rows of one array are told apart by where they begin. */
function isEqual(some: Target | null, other: Target | null | undefined): boolean {
  return some?.state.buffer === other?.state.buffer && some?.state.byteOffset === other?.state.byteOffset;
}

function extend(stretches: Stretches, step: number, isApart: boolean): void {
  const open = stretches.spans.at(-1);
  if (isApart && stretches.isOpen && open) open[1] = step;
  else if (isApart) stretches.spans.push([step, step]);
  stretches.isOpen = isApart;
}
