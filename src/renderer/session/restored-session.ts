import type { DescentReport } from '#shared/api';
import type { Run } from './run';
import type { Settings } from '../domain/settings/settings';

/** What is looked at; null is the newest step. */
export interface Place {
  readonly step: number | null;
  readonly query: number;
}

export const FIRST_PLACE: Place = { step: null, query: 0 };

/** What was open at another time; without a run it is computed again. */
export interface RestoredSession extends Place {
  readonly settings: Settings;
  readonly run: Run | null;
  readonly report: DescentReport | null;
}
