import type { Notice } from '#shared/progress';
import { plural } from '#shared/units';
import { rowOf } from '../vectors';
import type { MemorySet } from './memory-set';

/** So many copies are named. */
const MAX_NAMED = 3;

/** Returns the notice that memories are equal to others; null where none is. Cost: O(K D). */
export function copiesNotice({ states, dim, items }: MemorySet): Notice | null {
  const byContent = new Map<string, number>();
  const pairs: (readonly [copy: number, original: number])[] = [];
  for (let k = 0; k < states.length / dim; k++) {
    const { buffer, byteOffset, byteLength } = rowOf(states, k, dim);
    const content = Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
    const original = byContent.get(content);
    if (original === undefined) byContent.set(content, k);
    else pairs.push([k, original]);
  }
  if (pairs.length === 0) return null;
  const nameOf = (index: number) => items[index]?.name ?? String(index);
  const named = pairs.slice(0, MAX_NAMED).map(([copy, original]) => `${nameOf(copy)} = ${nameOf(original)}`);
  const more = pairs.length > MAX_NAMED ? ', …' : '';
  return {
    id: 'copies',
    severity: 'info',
    summary: `${plural(pairs.length, 'memory is a copy', 'memories are copies')} of another (${named.join(', ')}${more}). A copy deepens the basin of its picture, as if it were stored twice.`,
    tip: 'Store each picture once for basins of equal depth.',
  };
}
