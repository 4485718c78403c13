import type { DescentReport } from '#shared/api';
import type { Run } from './run';
import type { Settings } from '../domain/settings/settings';

/** The step and query that are shown; `step` null is the newest one. */
export interface ViewPosition {
  readonly step: number | null;
  readonly query: number;
}

export const FIRST_POSITION: ViewPosition = { step: null, query: 0 };

/** What was open at another time; a session without a recorded run is computed again. */
export interface RestoredSession extends ViewPosition {
  readonly settings: Settings;
  readonly run: Run | null;
  readonly report: DescentReport | null;
}
