import type { ModelName } from '#shared/setup';
import type { Rung } from '../../session/ladder.svelte';

/** How a rung's query ended in a model. */
export interface Outcome {
  readonly words: string;
  /** RMS pixel difference from its target; null for a query without one. */
  readonly error: number | null;
  /** Of its last state, in pixel². */
  readonly energy: number;
}

export function outcomeOf({ moment, report }: Rung, model: ModelName): Outcome | null {
  const { prepared, recording } = moment;
  const end = report.models[model];
  if (!end || !recording) return null;
  const energy = recording.energies(model)[recording.reached(model)] ?? NaN;
  return { words: wordsOf(end, prepared.targets[0] ?? -1), error: end.errors[0] ?? null, energy };
}

function wordsOf(
  { stopped, clipped, basins }: NonNullable<Rung['report']['models'][ModelName]>,
  target: number,
): string {
  if ((stopped[0] ?? -1) >= 0) return 'diverged';
  if (clipped[0]) return 'frozen';
  const basin = basins[0] ?? -1;
  if (basin < 0) return 'in no basin';
  return basin === target ? 'recalled' : 'at another';
}
