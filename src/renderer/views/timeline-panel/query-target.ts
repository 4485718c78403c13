import { nearestRow } from '#shared/distances';
import type { Recording } from '#shared/recording';
import { memoryName } from '../../domain/run/display-names';
import type { Moment, PreparedStates } from '../../domain/run/moment';

export interface Target {
  readonly state: Float32Array;
  /** Empty where the target is not a stored memory. */
  readonly name: string;
  /** False where the query was made from no pattern: the target is then the memory nearest to its last state. */
  readonly isOrigin: boolean;
}

interface Cached {
  readonly recording: Recording | null;
  readonly epoch: string;
  readonly targets: Map<number, Target | null>;
}

const cache = new WeakMap<PreparedStates, Cached>();

/** The state that a query should recall; null where it was made from no pattern and there are no memories. */
export function targetOf(
  { prepared, recording }: Pick<Moment, 'prepared' | 'recording'>,
  query: number,
): Target | null {
  const epoch = recording ? samplingEpoch(recording) : '';
  let cached = cache.get(prepared);
  if (cached?.recording !== recording || cached.epoch !== epoch) {
    cached = { recording, epoch, targets: new Map() };
    cache.set(prepared, cached);
  }
  let target = cached.targets.get(query);
  if (target === undefined) {
    target = originOf(prepared, query) ?? nearestMemory(prepared, recording, query);
    cached.targets.set(query, target);
  }
  return target;
}

/** Whether the pattern that a query was made from is known. */
function hasPattern({ dim, origins: patterns }: PreparedStates, query: number): boolean {
  return patterns !== null && patterns.length > query * dim && !Number.isNaN(patterns[query * dim]);
}

/** Returns the memory that each query was made from: -1 where it is not stored, undefined where the query was made from no pattern. */
export function targetsOf(prepared: PreparedStates): (number | undefined)[] {
  return prepared.targets.map((memory, query) => (hasPattern(prepared, query) ? memory : undefined));
}

function originOf(prepared: PreparedStates, query: number): Target | null {
  const { dim, origins: patterns, targets, items } = prepared;
  if (!patterns || !hasPattern(prepared, query)) return null;
  const item = items[targets[query] ?? -1];
  return {
    state: patterns.subarray(query * dim, (query + 1) * dim),
    name: item ? memoryName(item) : '',
    isOrigin: true,
  };
}

function nearestMemory(prepared: PreparedStates, recording: Recording | null, query: number): Target | null {
  const { dim, memories, items, queries } = prepared;
  const model = recording?.shape.models.includes('mrdam') ? 'mrdam' : recording?.shape.models[0];
  const last = model && recording?.stateAt(model, query, recording.shape.steps)?.state;
  const start = queries.subarray(query * dim, (query + 1) * dim);
  const near = (state: Float32Array) => nearestRow(memories, state).index;
  // a state that diverged is near to no memory
  const index = [last, start].reduce((found, state) => (found < 0 && state ? near(state) : found), -1);
  const item = items[index];
  if (!item) return null;
  return {
    state: memories.subarray(index * dim, (index + 1) * dim),
    name: memoryName(item),
    isOrigin: false,
  };
}

/**
 * Identifies the stretch of a run in which choices that depend on its states are kept. A new epoch begins whenever the
 * run is twice as long, when it ends, and when it is rewritten. A choice that followed every step would unsettle what is
 * drawn, and cost a pass over all memories each time.
 */
export function samplingEpoch(recording: Recording): string {
  const { models, steps } = recording.shape;
  const reached = Math.min(...models.map((model) => recording.reached(model)));
  const doublings = reached >= steps ? 'end' : String(Math.floor(Math.log2(reached + 2)));
  return `${String(recording.revision)}/${doublings}`;
}
