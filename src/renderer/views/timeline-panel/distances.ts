import { euclideanDistance, nearestRow } from '#shared/distances';
import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { PreparedStates } from '../../domain/run/moment';
import { targetOf, type Target } from './query-target';

/**
 * The RMS pixel distance from which on two states look different. A state that is closer than this to a memory has
 * arrived at it.
 */
export const VISIBLE_DISTANCE = 0.05;

/** An inclusive range of steps. */
export type StepRange = readonly [first: number, last: number];

let numReadings = 0;

/** Returns the number of a new reading of states: larger than those before it, of any recording. */
export function nextReading(): number {
  return ++numReadings;
}

const cache = new WeakMap<PreparedStates, Distances>();

export function distancesOf(prepared: PreparedStates, recording: Recording): Distances {
  const cached = cache.get(prepared);
  const distances = cached?.recording === recording ? cached : new Distances(prepared, recording);
  cache.set(prepared, distances);
  return distances;
}

/** The memory at which a query ends in a model, and the first kept step at which it is there. */
export interface Arrival {
  readonly step: number;
  readonly memory: number;
}

/** The ranges of a query's run in which the models' states differ visibly; `isOpen` if they differ at the last step read. */
interface DifferingRanges {
  readonly ranges: [first: number, last: number][];
  isOpen: boolean;
}

/**
 * The distances of a recording's states, in RMS pixels. They grow with the recording by `advance`, which reads each
 * state once, so that a long run costs no more at its end than at its start.
 */
export class Distances {
  readonly #toTarget = new Map<ModelName, Float32Array>();
  /** [steps + 1, numQueries]: between both models' states; NaN where unknown. */
  readonly between: Float32Array;
  readonly #arrivals = new Map<string, Arrival | null>();
  readonly #read = new Map<ModelName | 'both', number>();
  #differing: DifferingRanges[] = [];
  #targets: readonly (Target | null)[] = [];
  #revision = 0;
  #lastReading = 0;

  constructor(
    readonly prepared: PreparedStates,
    readonly recording: Recording,
  ) {
    this.between = this.#unknown();
    this.#updateTargets();
  }

  /** [steps + 1, numQueries]: to the query's target; NaN where unknown. */
  toTarget(model: ModelName): Float32Array {
    return this.#toTarget.get(model) ?? new Float32Array();
  }

  /** The last step whose distances are known; -1 before the first. */
  lastRead(of: ModelName | 'both'): number {
    return this.#read.get(of) ?? -1;
  }

  /** The number of the last reading; 0 before the first. When it changes, what was drawn before is out of date. */
  get lastReading(): number {
    return this.#lastReading;
  }

  /** Reads new states for about so long. Returns false where some are left. */
  advance(milliseconds: number): boolean {
    const { recording } = this;
    const { models, numQueries } = recording.shape;
    const deadline = performance.now() + milliseconds;
    if (recording.revision !== this.#revision) {
      this.#read.clear();
      this.#arrivals.clear();
    }
    this.#revision = recording.revision;
    this.#updateTargets();
    for (const model of models) {
      const distances = this.toTarget(model);
      const isDone = this.#readNew(model, model, deadline, (states, step) => {
        for (let query = 0; query < numQueries; query++) {
          const target = this.#targets[query];
          if (!target) continue;
          distances[step * numQueries + query] = euclideanDistance(this.#row(states, query), target.state);
        }
        return true;
      });
      if (!isDone) return false;
    }
    if (models.length < 2) return true;
    const others = recording.states('drdam');
    if (!this.#read.has('both'))
      this.#differing = Array.from({ length: numQueries }, () => ({ ranges: [], isOpen: false }));
    const reached = recording.reached('drdam');
    return this.#readNew('both', 'mrdam', deadline, (states, step) => {
      const other = others.get(step);
      if (step > reached) return false;
      this.#differing.forEach((differing, query) => {
        if (!other) return;
        const distance = euclideanDistance(this.#row(states, query), this.#row(other, query));
        this.between[step * numQueries + query] = distance;
        extend(differing, step, distance > VISIBLE_DISTANCE);
      });
      return true;
    });
  }

  /** The ranges of a query's run in which the models' states differ visibly. */
  differingRanges(query: number): readonly StepRange[] {
    return this.#differing[query]?.ranges.filter(([first, last]) => last > first) ?? [];
  }

  /** Null where the query ends at no memory, or has not ended. */
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
    if (!last || index < 0 || euclideanDistance(this.#row(last, query), memory) > VISIBLE_DISTANCE)
      return null;
    for (const [step, states] of all)
      if (euclideanDistance(this.#row(states, query), memory) <= VISIBLE_DISTANCE)
        return { step, memory: index };
    return null;
  }

  /** Returns false when the time is over. `read` returns false where it cannot read a step yet. */
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
      this.#lastReading = nextReading();
    }
    return true;
  }

  /** When a query has another target than before, the distances of all queries are measured anew. */
  #updateTargets(): void {
    const { models, numQueries } = this.recording.shape;
    const targets = Array.from({ length: numQueries }, (_, query) => targetOf(this, query));
    const isCurrent = targets.every((target, query) => isSameTarget(target, this.#targets[query]));
    if (isCurrent && this.#toTarget.size > 0) return;
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

/** Rows of the same array differ by their offset. */
function isSameTarget(some: Target | null, other: Target | null | undefined): boolean {
  return some?.state.buffer === other?.state.buffer && some?.state.byteOffset === other?.state.byteOffset;
}

function extend(differing: DifferingRanges, step: number, isDifferent: boolean): void {
  const open = differing.ranges.at(-1);
  if (isDifferent && differing.isOpen && open) open[1] = step;
  else if (isDifferent) differing.ranges.push([step, step]);
  differing.isOpen = isDifferent;
}
