import { rowOf } from '../vectors';
import type { MemorySet } from './memory-set';

/** The memories dealt out to `count` parts. */
export function splitIntoShards(memories: MemorySet, count: number): MemorySet[] {
  const { states, dim, items } = memories;
  const number = Math.min(count, items.length);
  if (number === 1) return [memories];
  return Array.from({ length: number }, (_, shard) => {
    const rows = items.map((__, k) => k).filter((k) => k % number === shard);
    const part = new Float32Array(rows.length * dim);
    rows.forEach((k, i) => {
      part.set(rowOf(states, k, dim), i * dim);
    });
    return { ...memories, states: part, items: rows.flatMap((k) => items[k] ?? []) };
  });
}
