import type { Notice, Progress } from '#shared/progress';
import type { Problem } from '../domain/problem';
import { noticeProblem } from './problems';

/** The options of a call to the engine: when it is cancelled, and who receives its progress and notices. */
export interface CallOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (notice: Notice) => void;
}

/** Returns options for a call in the background, whose progress and notices are ignored. */
export function silentOptions(signal = new AbortController().signal): CallOptions {
  return { signal, onProgress: () => undefined, onNotice: () => undefined };
}

/** Returns options for a call that a person waits for. After a cancel, nothing more is reported. */
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
