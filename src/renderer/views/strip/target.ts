import { nearestRow } from '#shared/distances';
import type { Prepared } from '../view-model';
import { memoryName } from '../names';

export interface Target {
  readonly state: Float32Array;
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

function findTarget({ dim, memories, items, queries, targets }: Prepared, query: number): Target {
  const origin = targets[query];
  const index = origin ?? nearestRow(memories, queries.subarray(query * dim, (query + 1) * dim)).index;
  const item = items[index];
  return {
    state: memories.subarray(index * dim, (index + 1) * dim),
    name: item ? memoryName(item) : '',
    isOrigin: origin !== undefined,
  };
}
