import { extname } from 'node:path';

/** The same with names that differ: of those that share one, the second is called "a (2).png". */
export function withUniqueNames<T extends { readonly name: string }>(items: readonly T[]): T[] {
  const all = new Set(items.map(({ name }) => name));
  if (all.size === items.length) return [...items];
  const used = new Set<string>();
  return items.map((item) => {
    let name = item.name;
    const extension = extname(name);
    // no name that another has from the start
    for (let n = 2; used.has(name) || (name !== item.name && all.has(name)); n++)
      name = `${item.name.slice(0, item.name.length - extension.length)} (${String(n)})${extension}`;
    used.add(name);
    return { ...item, name };
  });
}
