import type { MemoryItem } from '#shared/api';

/** Display names of memories and queries. */

/** Returns a memory's class and its file name without folders and extension. "cats/0050.png" is "cats 0050". */
export function memoryName({ name, className }: MemoryItem): string {
  const file = (name.split(/[\\/]/).at(-1) ?? name).replace(/\.\w{2,5}$/, '').replaceAll('_', ' ');
  return className === null ? file : `${className} ${file}`;
}

/** Returns the letter of a query: a, b, … z, aa, ab, … */
export function letterOf(query: number): string {
  const last = String.fromCharCode(97 + (query % 26));
  return query < 26 ? last : letterOf(Math.floor(query / 26) - 1) + last;
}
