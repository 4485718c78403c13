import { toEngineError } from '#shared/errors';
import type { ImageReference } from '#shared/session-file';
import { plural, formatTime } from '#shared/units';
import type { Problem } from '../../domain/problem';
import type { ProblemList } from '../problem-list.svelte';
import { problemOf } from '../problems';
import type { SessionContent } from './format';
import type { MissingImages } from './missing-images';

/** What is said about session files. */

const OF_SESSION = { place: 'bar', isLasting: true } as const;

/** What a session names and is not there; null where nothing is gone. */
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
    title: `${plural(count, 'image')} of this session ${count === 1 ? 'is' : 'are'} gone.`,
    text: `${whyGone(reference, missing.images[set] !== null)} ${WHAT_IS_OPEN[isOpen]}`,
    action: { label: 'Find the folder', run: find },
  };
}

function whyGone({ kind, name }: ImageReference, isSetThere: boolean): string {
  if (isSetThere) return `They are not in “${name}” any more.`;
  if (kind === 'upload' || kind === 'start') return `A browser cannot open “${name}” by itself.`;
  return `“${name}” was moved, renamed or removed.`;
}

const WHAT_IS_OPEN = {
  run: 'Curves and settings are open.',
  images: 'What is there is open.',
  nothing: 'With them, the session is computed again as it was.',
};

/** Pictures that are not what they were; null where all are. */
export function differenceProblem(
  { changed, gone }: { readonly changed: readonly string[]; readonly gone: readonly string[] },
  find: () => void,
): Problem | null {
  const count = changed.length + gone.length;
  const [first] = [...changed, ...gone];
  if (first === undefined) return null;
  const others = count > 1 ? `, ${first} among them` : `: ${first}`;
  return {
    ...OF_SESSION,
    id: 'session-differences',
    severity: 'caution',
    title: `${plural(count, 'image')} of this session ${count === 1 ? 'is' : 'are'} not what ${count === 1 ? 'it was' : 'they were'}${others}.`,
    text: 'What is computed with them is not what was saved.',
    action: { label: 'Find the folder', run: find },
  };
}

export function newerProblem(version: number): Problem {
  return {
    ...OF_SESSION,
    id: 'session-newer',
    severity: 'caution',
    title: `This session was written by a newer version of Mnemoscope (format ${String(version)}).`,
    text: 'What is understood of it is open. Saved from here, it would lose the rest.',
  };
}

export function restoredProblem({ savedAt }: SessionContent, anew: () => void): Problem {
  return {
    ...OF_SESSION,
    id: 'session-restored',
    severity: 'caution',
    title: `The session of ${formatTime(new Date(savedAt))} was restored.`,
    text: 'Mnemoscope had ended without closing it.',
    action: { label: 'Start anew', run: anew },
  };
}

/** Does something with a file, and reports why it failed. */
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
