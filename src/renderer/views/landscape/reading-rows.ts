import { formatCsv } from '#shared/files/csv';
import type { ModelName } from '#shared/setup';
import { MODEL_TITLE } from '#shared/setup';
import { YieldTimer } from '../../cooperative-yield';
import { letterOf } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import type { Reading } from './readings';
import { readingOf } from './readings';

/** What the stage shows of a query in a model. */
export interface ReadingRow {
  readonly query: string;
  readonly model: ModelName;
  readonly step: number;
  readonly reading: Reading;
}

/** More queries than this are not listed. */
export const MOST_QUERIES = 64;

/** Rows of a moment, a few at a time: of a state that was not met before, the nearest memory is looked for first. */
export async function readingRows(moment: Moment, isStale: () => boolean): Promise<ReadingRow[]> {
  const { recording, prepared, step } = moment;
  const models = recording?.shape.models ?? [];
  const rows: ReadingRow[] = [];
  const yieldTimer = new YieldTimer();
  for (let query = 0; query < Math.min(prepared.numQueries, MOST_QUERIES); query++) {
    for (const model of models) {
      await yieldTimer.yieldIfDue();
      if (isStale()) return rows;
      rows.push({ query: letterOf(query), model, step, reading: readingOf(moment, model, query) });
    }
  }
  return rows;
}

const COLUMNS = ['query', 'model', 'step', 'energy', 'slope', 'nearest', 'distance', 'off_plane'];

export function readingsFile(rows: readonly ReadingRow[]): Blob {
  const known = (value: number | null) => (Number.isFinite(value) ? value : null);
  const lines = rows.map(({ query, model, step, reading }) => ({
    query,
    model: MODEL_TITLE[model],
    step,
    energy: known(reading.energy),
    slope: known(reading.slope),
    nearest: reading.nearest,
    distance: known(reading.distance),
    off_plane: known(reading.offPlane),
  }));
  return new Blob([formatCsv(COLUMNS, lines)], { type: 'text/csv' });
}
