import type { SkippedFile } from '#shared/api';

/** Files of a set that cannot be read, and pictures that were asked for and are not there; each once. */
export function allSkipped(ofSet: readonly SkippedFile[], missed: readonly SkippedFile[]): SkippedFile[] {
  const paths = new Set(ofSet.map(({ path }) => path));
  return [...ofSet, ...missed.filter(({ path }) => !paths.has(path))];
}
