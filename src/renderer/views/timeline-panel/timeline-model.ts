import type { DescentReport } from '#shared/api';
import type { RunDescription } from '../../domain/run/run-description';
import type { RunEvent } from '../../domain/run/session-state';
import type { QueryVerdict } from '../verdict';
import type { StepRange } from './distances';

/** The playhead. The session's Playback implements it. */
export interface PlaybackControls {
  readonly isPlaying: boolean;
  /** Whether the step stays at the newest while a run streams. */
  readonly isFollowing: boolean;
  speed: number;
  isLooping: boolean;
  /** The steps within which a loop stays; null for all. */
  loopRange: StepRange | null;
  seek(step: number): void;
  play(): void;
  pause(): void;
  /** Follows the newest step from now on. */
  follow(step: number): void;
}

/** What is shown of a run besides its states. */
export interface RunSummary {
  readonly description: RunDescription;
  /** The outcome of the run; null while it is running. */
  readonly report: DescentReport | null;
  /** Whether DrDAM ends where MrDAM does, for each query; null where nothing is predicted. */
  readonly verdicts: readonly (QueryVerdict | null)[];
  /** The memory of each query among those stored when the run ended. */
  readonly targets: readonly number[];
  /** Whether new steps are still coming in. */
  readonly isStreaming: boolean;
  readonly events: readonly RunEvent[];
}

/** What can be done with queries. Without an action there is no button for it. */
export interface QueryActions {
  readonly select: (query: number) => void;
  readonly add?: () => void;
  readonly edit?: (query: number) => void;
  readonly remove?: (query: number) => void;
}
