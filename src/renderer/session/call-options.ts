import type { Notice, Progress } from '#shared/progress';
import type { Problem } from '../domain/problem';
import { noticeProblem } from './problems';

/** How long a call goes on, and who hears of it meanwhile. */
export interface CallOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (notice: Notice) => void;
}

/** For what nobody waits for. */
export function silentOptions(signal = new AbortController().signal): CallOptions {
  return { signal, onProgress: () => undefined, onNotice: () => undefined };
}

/** For what a person waits for. Nothing is heard of it once it was ended. */
export function reportingOptions(
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
  onProblem: (problem: Problem) => void,
): CallOptions {
  return {
    signal,
    onProgress: (progress) => {
      if (!signal.aborted) onProgress(progress);
    },
    onNotice: (notice) => {
      const problem = noticeProblem(notice);
      if (problem && !signal.aborted) onProblem(problem);
    },
  };
}
