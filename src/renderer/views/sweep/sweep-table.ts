import { csvOf } from '#shared/files/csv';
import { MODEL_TITLE } from '#shared/setup';
import type { SweepKey, SweepPoint } from '../../domain/sweep-values';
import { outcomeOf } from './sweep-outcome';

const MODELS = ['mrdam', 'drdam'] as const;

export interface SweepRow {
  readonly value: number;
  readonly model: string;
  readonly end: string;
  readonly error: number | null;
  readonly energy: number;
}

/** What a sweep shows, in numbers. */
export function rowsOf(points: readonly SweepPoint[]): SweepRow[] {
  return points.flatMap((point) =>
    MODELS.flatMap((model) => {
      const outcome = outcomeOf(point, model);
      if (!outcome) return [];
      const { words, error, energy } = outcome;
      return [{ value: point.value, model: MODEL_TITLE[model], end: words, error, energy }];
    }),
  );
}

export function sweepCsv(key: SweepKey, points: readonly SweepPoint[]): string {
  const rows = rowsOf(points).map(({ value, model, end, error, energy }) => {
    return { [key]: value, model, end, error_rms_pixel: error, energy_pixel2: energy };
  });
  return csvOf([key, 'model', 'end', 'error_rms_pixel', 'energy_pixel2'], rows);
}
