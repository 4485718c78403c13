import type { ExperimentName, ExperimentSpec, RecallAxes } from '#shared/experiments';
import { DEFAULT_RECALL_AXES, EXPERIMENT_SOURCE } from '#shared/experiments';
import type { OpenedSource } from '#shared/host';

/** The settings of a person, which all experiments share. */
export interface ExperimentSettings {
  readonly quick: boolean;
  readonly seed: number;
  readonly device: ExperimentSpec['device'];
  /** The source of pictures or rows: a sample, or the open set. */
  readonly images: 'sample' | 'opened';
  /** Of `recall` alone. */
  readonly recall: RecallAxes;
}

export const defaultExperimentSettings: ExperimentSettings = {
  quick: true,
  seed: 0,
  device: 'auto',
  images: 'sample',
  recall: DEFAULT_RECALL_AXES,
};

/** Returns true if an experiment can use the open set, as pictures or as the rows of an array. */
export function canUse(name: ExperimentName, opened: OpenedSource): boolean {
  const wanted = EXPERIMENT_SOURCE[name];
  return wanted === 'pictures' || (wanted === 'rows' && opened.name.endsWith('.npy'));
}

export function specOf(
  name: ExperimentName,
  { quick, seed, device, images, recall }: ExperimentSettings,
  opened: OpenedSource | null,
): ExperimentSpec {
  const brought = opened && images === 'opened' && canUse(name, opened) ? opened : null;
  return {
    name,
    quick,
    seed,
    device,
    ...(brought && { images: { source: brought.source, gray: false } }),
    ...(name === 'recall' && { recall }),
  };
}

/** Returns the settings of a specification. */
export function settingsOf({
  quick,
  seed,
  device,
  images,
  recall = DEFAULT_RECALL_AXES,
}: ExperimentSpec): ExperimentSettings {
  return { quick, seed, device, images: images ? 'opened' : 'sample', recall };
}

/** Returns a key that is equal for equal specifications. */
export function keyOf({ name, quick, seed, device, images, recall }: ExperimentSpec): string {
  const axes = recall ? [recall.corruption, recall.curves] : [];
  return JSON.stringify([name, quick, seed, device, images?.source ?? null, ...axes]);
}
