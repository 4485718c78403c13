import type { MemoryItem } from '#shared/api';

/** What a memory is called: its class, and the file's name without folders and extension. */
export function displayName({ name, className }: MemoryItem): string {
  const file = (name.split('/').at(-1) ?? name).replace(/\.\w+$/, '').replaceAll('_', ' ');
  return className === null ? file : `${className} ${file}`;
}
