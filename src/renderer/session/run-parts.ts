import type { DisplayedRun } from './displayed-run.svelte';
import type { Engines } from './engines';
import type { History } from './history.svelte';
import type { LandscapeJobs } from './landscape-jobs';
import type { OpenedSet } from './opened-set.svelte';
import type { Playback } from './playback.svelte';
import type { Predictions } from './predictions.svelte';
import type { ProblemList } from './problem-list.svelte';

/** What runs need of the rest of the session. */
export interface RunParts {
  readonly engines: Pick<Engines, 'call' | 'end'>;
  /** The settings that a run starts with, and that change while it is under way. */
  readonly history: Pick<History, 'now' | 'change'>;
  /** The set whose pictures are stored and recalled. */
  readonly set: Pick<OpenedSet, 'job' | 'memories' | 'missing'>;
  /** The run that the views show: the one before, until the next one has something to show. */
  readonly displayed: Pick<DisplayedRun, 'run' | 'refresh' | 'refreshSoon' | 'cancelRefresh'>;
  /** The landscapes of the run, drawn beside it. */
  readonly landscapeJobs: Pick<LandscapeJobs, 'draw' | 'drawRest' | 'finish' | 'stop'>;
  /** The clock, which follows the steps that come in. */
  readonly playback: Pick<Playback, 'step' | 'follow' | 'awaitNothing'>;
  /** What is predicted of the run before it has come to its end. */
  readonly predictions: Pick<Predictions, 'predict' | 'keepTo' | 'reset' | 'stopPredicting'>;
  readonly problems: Pick<ProblemList, 'raise' | 'clear'>;
}
