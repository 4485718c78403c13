import type { ExperimentName, ExperimentSpec } from '#shared/experiments';
import { EXPERIMENT_SOURCE } from '#shared/experiments';
import type { OpenedSource } from '#shared/host';

/** What a person sets, for all experiments alike. */
export interface ExperimentSettings {
  readonly quick: boolean;
  readonly seed: number;
  readonly device: ExperimentSpec['device'];
  /** Whose pictures or rows: a sample's, or those of the set that is open. */
  readonly images: 'sample' | 'opened';
}

export const defaultExperimentSettings: ExperimentSettings = {
  quick: true,
  seed: 0,
  device: 'auto',
  images: 'sample',
};

/** Whether an experiment can use what is open: pictures, or an array's rows. */
export function canUse(name: ExperimentName, opened: OpenedSource): boolean {
  const wanted = EXPERIMENT_SOURCE[name];
  return wanted === 'pictures' || (wanted === 'rows' && opened.name.endsWith('.npy'));
}

export function specOf(
  name: ExperimentName,
  { quick, seed, device, images }: ExperimentSettings,
  opened: OpenedSource | null,
): ExperimentSpec {
  const brought = opened && images === 'opened' && canUse(name, opened) ? opened : null;
  return {
    name,
    quick,
    seed,
    device,
    ...(brought && { images: { source: brought.source, gray: false } }),
  };
}

/** The settings that give this specification. */
export function settingsOf({ quick, seed, device, images }: ExperimentSpec): ExperimentSettings {
  return { quick, seed, device, images: images ? 'opened' : 'sample' };
}

/** Names a specification: the same for the same, whenever it was made. */
export function keyOf({ name, quick, seed, device, images }: ExperimentSpec): string {
  return JSON.stringify([name, quick, seed, device, images?.source ?? null]);
}
