import type { Progress } from '../progress';

/** The shortest time between two reports of one stage: faster ones cannot be read, and each costs the window a frame. */
const SHORTEST_MS = 100;

/**
 * Returns a function that passes on the first progress of each stage, its end, and in between as much as a person can
 * read. `now` is in ms.
 */
export function limitedProgress(
  report: (progress: Progress) => void,
  now: () => number = Date.now,
): (progress: Progress) => void {
  let last: { readonly stage: string; readonly at: number } | null = null;
  return (progress) => {
    const { stage, done, total } = progress;
    const at = now();
    // the clock of the system may be set back
    const isTooSoon = last?.stage === stage && Math.abs(at - last.at) < SHORTEST_MS;
    if (isTooSoon && done !== total) return;
    last = { stage, at };
    report(progress);
  };
}
