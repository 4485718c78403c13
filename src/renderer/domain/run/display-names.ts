import type { MemoryItem } from '#shared/api';

/** What things are called, wherever they are shown. */

/** A memory: its class, and its file's name without folders and extension. "cats/0050.png" is "cats 0050". */
export function memoryName({ name, className }: MemoryItem): string {
  const file = (name.split(/[\\/]/).at(-1) ?? name).replace(/\.\w{2,5}$/, '').replaceAll('_', ' ');
  return className === null ? file : `${className} ${file}`;
}

/** A query: a, b, … z, aa, ab, … */
export function letterOf(query: number): string {
  const last = String.fromCharCode(97 + (query % 26));
  return query < 26 ? last : letterOf(Math.floor(query / 26) - 1) + last;
}
