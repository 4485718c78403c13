import type { SkippedFile } from '#shared/api';

/** Sets of pictures by their names. None changes after it was made, so that each is news to whoever looks. */

export function setOf(names: Iterable<string>): ReadonlySet<string> {
  return new Set(names);
}

export function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
}

export const NO_REASONS: ReadonlyMap<string, string> = new Map();

/** With the reasons why some more cannot be shown. */
export function withReasons(
  reasons: ReadonlyMap<string, string>,
  files: readonly SkippedFile[],
): ReadonlyMap<string, string> {
  return new Map([...reasons, ...files.map(({ path, reason }) => [path, reason] as const)]);
}

/** The queries that are made from each picture. */
export function queriesByName(names: readonly (string | null)[]): ReadonlyMap<string, readonly number[]> {
  const queries = new Map<string, number[]>();
  names.forEach((name, query) => {
    if (name !== null) queries.set(name, [...(queries.get(name) ?? []), query]);
  });
  return queries;
}
