import { nearestRow } from '#shared/distances';
import type { Prepared } from '../view-model';
import { memoryName } from '../names';

export interface Target {
  readonly state: Float32Array;
  /** Empty where it is not stored. */
  readonly name: string;
  /** False where nobody knows what the query was made from, and it is the memory nearest to the query. */
  readonly isOrigin: boolean;
}

const cache = new WeakMap<Prepared, Map<number, Target>>();

/** The memory that a query should come to. */
export function targetOf(prepared: Prepared, query: number): Target {
  const known = cache.get(prepared) ?? new Map<number, Target>();
  cache.set(prepared, known);
  const target = known.get(query) ?? findTarget(prepared, query);
  known.set(query, target);
  return target;
}

function findTarget({ dim, memories, items, queries, origins, targets }: Prepared, query: number): Target {
  const row = (states: Float32Array, index: number) => states.subarray(index * dim, (index + 1) * dim);
  const index = origins ? (targets[query] ?? -1) : nearestRow(memories, row(queries, query)).index;
  const item = items[index];
  return {
    state: origins ? row(origins, query) : row(memories, index),
    name: item ? memoryName(item) : '',
    isOrigin: origins !== null,
  };
}
