import { formatCsv } from '#shared/files/csv';
import { classifyOutcome, OUTCOME_WORDS } from '#shared/outcome';
import type { ModelName } from '#shared/setup';
import { MODEL_TITLE } from '#shared/setup';
import type { SweepKey, SweepPoint } from '../../domain/sweep-values';

/** The models of a sweep, in the order of their rows. */
export const MODELS = ['mrdam', 'drdam'] as const;

/** How the query of a point ended in a model. */
interface Outcome {
  readonly text: string;
  /** RMS pixel difference from its target; null for a query without one. */
  readonly error: number | null;
  /** The energy of its last state, in pixel². */
  readonly energy: number;
}

/** Returns null where the model took no part in the run. */
export function outcomeOf({ moment, report }: SweepPoint, model: ModelName): Outcome | null {
  const { prepared, recording } = moment;
  const end = report.models[model];
  if (!end || !recording) return null;
  const energy = recording.energies(model)[recording.reached(model)] ?? NaN;
  const text = OUTCOME_WORDS[classifyOutcome(end, 0, prepared.targets[0])];
  return { text, error: end.errors[0] ?? null, energy };
}

interface SweepRow {
  readonly value: number;
  readonly model: string;
  readonly outcome: string;
  readonly error: number | null;
  readonly energy: number;
}

/** Returns the outcomes of a sweep as rows of a table. */
export function sweepRows(points: readonly SweepPoint[]): SweepRow[] {
  return points.flatMap((point) =>
    MODELS.flatMap((model) => {
      const outcome = outcomeOf(point, model);
      if (!outcome) return [];
      const { text, error, energy } = outcome;
      return [{ value: point.value, model: MODEL_TITLE[model], outcome: text, error, energy }];
    }),
  );
}

export function sweepCsv(key: SweepKey, points: readonly SweepPoint[]): string {
  const rows = sweepRows(points).map(({ value, model, outcome, error, energy }) => {
    return { [key]: value, model, end: outcome, error_rms_pixel: error, energy_pixel2: energy };
  });
  return formatCsv([key, 'model', 'end', 'error_rms_pixel', 'energy_pixel2'], rows);
}
