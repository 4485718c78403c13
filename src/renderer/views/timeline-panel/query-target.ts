import { nearestRow } from '#shared/distances';
import type { Recording } from '#shared/recording';
import type { Moment, PreparedStates } from '../../domain/run/moment';
import { memoryName } from '../../domain/run/display-names';
import { eraOf } from './sampling-epoch';

export interface Target {
  readonly state: Float32Array;
  /** Empty where it is not stored. */
  readonly name: string;
  /** False where the query was made from no pattern, and it is the memory nearest to the query's last state. */
  readonly isOrigin: boolean;
}

interface Known {
  readonly recording: Recording | null;
  readonly era: string;
  readonly targets: Map<number, Target | null>;
}

const cache = new WeakMap<PreparedStates, Known>();

/** What a query should come to; null where it was made from no pattern and no memories are kept. */
export function targetOf(
  { prepared, recording }: Pick<Moment, 'prepared' | 'recording'>,
  query: number,
): Target | null {
  const era = recording ? eraOf(recording) : '';
  let known = cache.get(prepared);
  if (known?.recording !== recording || known.era !== era) {
    known = { recording, era, targets: new Map() };
    cache.set(prepared, known);
  }
  let target = known.targets.get(query);
  if (target === undefined) {
    target = originOf(prepared, query) ?? nearestOf(prepared, recording, query);
    known.targets.set(query, target);
  }
  return target;
}

/** Whether it is known what a query was made from. */
export function hasPattern({ dim, origins: patterns }: PreparedStates, query: number): boolean {
  return patterns !== null && patterns.length > query * dim && !Number.isNaN(patterns[query * dim]);
}

/** The pattern that a query was made from. */
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

function nearestOf(prepared: PreparedStates, recording: Recording | null, query: number): Target | null {
  const { dim, memories, items, queries } = prepared;
  const model = recording?.shape.models.includes('mrdam') ? 'mrdam' : recording?.shape.models[0];
  const last = model && recording?.stateAt(model, query, recording.shape.steps)?.state;
  const start = queries.subarray(query * dim, (query + 1) * dim);
  const near = (state: Float32Array) => nearestRow(memories, state).index;
  // a state that diverged is near to nothing
  const index = [last, start].reduce((found, state) => (found < 0 && state ? near(state) : found), -1);
  const item = items[index];
  if (!item) return null;
  return {
    state: memories.subarray(index * dim, (index + 1) * dim),
    name: memoryName(item),
    isOrigin: false,
  };
}
