import { formatCsv } from '#shared/files/csv';
import { factsComments, type RunFact } from '#shared/run-facts';
import type { ModelName } from '#shared/setup';
import { MODEL_TITLE } from '#shared/setup';
import { YieldTimer } from '../../cooperative-yield';
import { csvBlob } from '../figure-export';
import { letterOf } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import type { Reading } from './readings';
import { readingOf } from './readings';

/** The reading of a query in a model at a step. */
export interface ReadingRow {
  readonly query: string;
  readonly model: ModelName;
  readonly step: number;
  readonly reading: Reading;
}

/** The table lists this many queries at most. */
export const MAX_QUERIES = 64;

/**
 * Returns the rows of a moment. It yields to the window in between, because the search for the nearest memory of a new
 * state takes O(K D). Once `isStale`, it returns early.
 */
export async function readingRows(moment: Moment, isStale: () => boolean): Promise<ReadingRow[]> {
  const { recording, prepared, step } = moment;
  const models = recording?.shape.models ?? [];
  const rows: ReadingRow[] = [];
  const yieldTimer = new YieldTimer();
  for (let query = 0; query < Math.min(prepared.numQueries, MAX_QUERIES); query++) {
    for (const model of models) {
      await yieldTimer.yieldIfDue();
      if (isStale()) return rows;
      rows.push({ query: letterOf(query), model, step, reading: readingOf(moment, model, query) });
    }
  }
  return rows;
}

const COLUMNS = ['query', 'model', 'step', 'energy', 'slope', 'nearest', 'distance', 'off_plane'];

/** Returns readings as a CSV file with the run's parameters as comments. */
export function readingsFile(rows: readonly ReadingRow[], facts: readonly RunFact[]): Blob {
  const finite = (value: number | null) => (Number.isFinite(value) ? value : null);
  const lines = rows.map(({ query, model, step, reading }) => ({
    query,
    model: MODEL_TITLE[model],
    step,
    energy: finite(reading.energy),
    slope: finite(reading.slope),
    nearest: reading.nearest,
    distance: finite(reading.distance),
    off_plane: finite(reading.offPlane),
  }));
  return csvBlob(formatCsv(COLUMNS, lines, factsComments(facts)));
}
