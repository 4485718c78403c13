import type { ExperimentOffer, ExperimentSpec } from '#shared/experiments';
import type { OpenedSource } from '#shared/host';

/** What a person sets, for all experiments alike. */
export interface ExperimentSettings {
  readonly quick: boolean;
  readonly seed: number;
  readonly device: ExperimentSpec['device'];
  /** Whose pictures: the bundled sample's, or those of the set that is open. */
  readonly images: 'sample' | 'opened';
}

export const defaultExperimentSettings: ExperimentSettings = {
  quick: true,
  seed: 0,
  device: 'auto',
  images: 'sample',
};

export function specOf(
  { name, takesPictures }: ExperimentOffer,
  { quick, seed, device, images }: ExperimentSettings,
  opened: OpenedSource | null,
): ExperimentSpec {
  const brought = takesPictures && images === 'opened' ? opened : null;
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
