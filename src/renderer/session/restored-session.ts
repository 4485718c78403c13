import type { DescentReport } from '#shared/api';
import type { Run } from './run';
import type { Settings } from '../domain/settings/settings';

/** The displayed step and query. A null step is the newest one. */
export interface ViewPosition {
  readonly step: number | null;
  readonly query: number;
}

export const FIRST_POSITION: ViewPosition = { step: null, query: 0 };

/** A session that was open before. Without a recorded run, it is computed again. */
export interface RestoredSession extends ViewPosition {
  readonly settings: Settings;
  readonly run: Run | null;
  readonly report: DescentReport | null;
}
