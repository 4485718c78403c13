import { toEngineError } from '#shared/errors';
import type { ImageReference } from '#shared/session-file';
import { plural, formatTime } from '#shared/units';
import type { Problem } from '../../domain/problem';
import type { ProblemList } from '../problem-list.svelte';
import { problemOf } from '../problems';
import type { SessionContent } from './format';
import type { MissingImages } from './missing-images';

/** Problems of session files. */

const OF_SESSION = { place: 'bar', isLasting: true } as const;

/** Returns the problem of missing images of a session, or null if none is missing. */
export function lossProblem(
  { images }: SessionContent,
  missing: MissingImages,
  isOpen: 'run' | 'images' | 'nothing',
  find: () => void,
): Problem | null {
  const [set, names] = [...missing.names].sort(([a], [b]) => a - b)[0] ?? [];
  const reference = set === undefined ? undefined : images[set];
  if (set === undefined || !names || !reference) return null;
  const count = [...missing.names.values()].reduce((sum, { size }) => sum + size, 0);
  return {
    ...OF_SESSION,
    id: 'session-images',
    severity: 'caution',
    title: `${plural(count, 'picture')} of this session ${count === 1 ? 'is' : 'are'} gone.`,
    text: `${whyGone(reference, missing.images[set] !== null)} ${WHAT_IS_OPEN[isOpen]}`,
    action: { label: 'Find the folder', run: find },
  };
}

function whyGone({ kind, name }: ImageReference, isSetThere: boolean): string {
  if (isSetThere) return `“${name}” is there, but pictures are missing from it.`;
  if (kind === 'upload' || kind === 'start') return `A browser cannot open “${name}” by itself.`;
  return `“${name}” was moved, renamed or removed.`;
}

const WHAT_IS_OPEN = {
  run: 'Curves and settings are open.',
  images: 'The rest is open.',
  nothing: 'Find the folder to compute the session again.',
};

/** Returns the problem of images that have changed since the session was saved, or null if none has. */
export function differenceProblem(
  { changed, gone }: { readonly changed: readonly string[]; readonly gone: readonly string[] },
  find: () => void,
): Problem | null {
  const count = changed.length + gone.length;
  const [first] = [...changed, ...gone];
  if (first === undefined) return null;
  const names = count > 1 ? `, among them ${first}` : `: ${first}`;
  return {
    ...OF_SESSION,
    id: 'session-differences',
    severity: 'caution',
    title: `${plural(count, 'picture')} of this session changed or ${count === 1 ? 'is' : 'are'} missing${names}.`,
    text: 'Results computed with the present pictures differ from those that were saved.',
    action: { label: 'Find the folder', run: find },
  };
}

export function newerProblem(version: number): Problem {
  return {
    ...OF_SESSION,
    id: 'session-newer',
    severity: 'caution',
    title: `This session was written by a newer version of Mnemoscope (format ${String(version)}).`,
    text: 'Only what this version can read is open. Saving it here would lose the rest.',
  };
}

export function restoredProblem({ savedAt }: SessionContent, startNew: () => void): Problem {
  return {
    ...OF_SESSION,
    id: 'session-restored',
    severity: 'caution',
    title: `The session of ${formatTime(new Date(savedAt))} was restored.`,
    text: 'Mnemoscope ended unexpectedly.',
    action: { label: 'Start a new session', run: startNew },
  };
}

/** Runs `work` and reports its failure, unless it was cancelled. */
export async function reportFailure(
  problems: Pick<ProblemList, 'raise'>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = toEngineError(thrown);
    if (error.code !== 'cancelled') problems.raise(problemOf('session-file', 'bar', error));
  }
}
