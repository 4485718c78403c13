import { endingOf } from '#shared/outcome';
import type { ModelName } from '#shared/setup';
import type { SweepPoint } from '../../domain/sweep-values';
import { ENDING_WORDS } from '../timeline-panel/outcome-text';

/** How a point's query ended in a model. */
export interface Outcome {
  readonly words: string;
  /** RMS pixel difference from its target; null for a query without one. */
  readonly error: number | null;
  /** Of its last state, in pixel². */
  readonly energy: number;
}

export function outcomeOf({ moment, report }: SweepPoint, model: ModelName): Outcome | null {
  const { prepared, recording } = moment;
  const end = report.models[model];
  if (!end || !recording) return null;
  const energy = recording.energies(model)[recording.reached(model)] ?? NaN;
  const words = ENDING_WORDS[endingOf(end, 0, prepared.targets[0])];
  return { words, error: end.errors[0] ?? null, energy };
}
