import type { SkippedFile } from '#shared/api';

/** Sets of picture names. They are never modified, so that every change is a new object that signals notice. */

export function setOf(names: Iterable<string>): ReadonlySet<string> {
  return new Set(names);
}

export function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
}

export const NO_REASONS: ReadonlyMap<string, string> = new Map();

/** Adds the reasons why more pictures cannot be shown. */
export function withReasons(
  reasons: ReadonlyMap<string, string>,
  files: readonly SkippedFile[],
): ReadonlyMap<string, string> {
  return new Map([...reasons, ...files.map(({ path, reason }) => [path, reason] as const)]);
}

/** The queries made from each picture, by name. */
export function queriesByName(names: readonly (string | null)[]): ReadonlyMap<string, readonly number[]> {
  const queries = new Map<string, number[]>();
  names.forEach((name, query) => {
    if (name !== null) queries.set(name, [...(queries.get(name) ?? []), query]);
  });
  return queries;
}
