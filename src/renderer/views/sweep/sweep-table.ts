import { csvOf } from '#shared/files/csv';
import { MODEL_TITLE } from '#shared/setup';
import type { LadderKey, Rung } from '../../session/sweep.svelte';
import { outcomeOf } from './sweep-outcome';

const MODELS = ['mrdam', 'drdam'] as const;

export interface LadderRow {
  readonly value: number;
  readonly model: string;
  readonly end: string;
  readonly error: number | null;
  readonly energy: number;
}

/** What a ladder shows, in numbers. */
export function rowsOf(rungs: readonly Rung[]): LadderRow[] {
  return rungs.flatMap((rung) =>
    MODELS.flatMap((model) => {
      const outcome = outcomeOf(rung, model);
      if (!outcome) return [];
      const { words, error, energy } = outcome;
      return [{ value: rung.value, model: MODEL_TITLE[model], end: words, error, energy }];
    }),
  );
}

export function ladderCsv(key: LadderKey, rungs: readonly Rung[]): string {
  const rows = rowsOf(rungs).map(({ value, model, end, error, energy }) => {
    return { [key]: value, model, end, error_rms_pixel: error, energy_pixel2: energy };
  });
  return csvOf([key, 'model', 'end', 'error_rms_pixel', 'energy_pixel2'], rows);
}
