import { isOnPlane } from '#shared/on-plane';
import { niceStep } from '#shared/ticks';
import type { ModelName } from '#shared/setup';
import { HeightField } from '../../../scene/height-field';
import type { SlabSpec } from '../../../scene/slab';
import type { Arrangement } from '../../view-options';
import type { Landscapes, Moment } from '../../../domain/run/moment';
import type { Scale } from '../legend';
import { differenceSurfaces } from './difference';
import { NO_ENERGIES, surfaceOf } from './surface';

/** The surfaces of a moment's landscapes, independent of the camera. */
export interface ArrangedSurfaces {
  /** There is a surface for each model, or one for their difference. */
  readonly kind: 'energies' | 'difference';
  readonly slabs: readonly SlabSpec[];
  /** The shapes of the slabs, in the same order. */
  readonly heightFields: readonly HeightField[];
  /** The models that have a landscape. */
  readonly models: readonly ModelName[];
  readonly scale: Scale | null;
  /** Whether DrDAM's surface is hatched anywhere. */
  readonly isHatched: boolean;
  /** Whether it is hatched below the cut, where iso-lines are. */
  readonly isHatchedBelowCut: boolean;
  /** Whether memories stand at the edge, because they are off the plane of a query. */
  readonly hasMemoriesAtEdge: boolean;
}

/** Returns the arrangement that these models allow, because an overlay or a difference needs two. */
export function effectiveArrangement(arrangement: Arrangement, models: readonly ModelName[]): Arrangement {
  return models.length < 2 && arrangement !== 'map' ? 'side' : arrangement;
}

export function modelsOf(landscapes: Landscapes | null): ModelName[] {
  return (['mrdam', 'drdam'] as const).filter((model) => landscapes?.energies[model]);
}

export function surfaceKind(arrangement: Arrangement, { landscapes }: Moment): ArrangedSurfaces['kind'] {
  return effectiveArrangement(arrangement, modelsOf(landscapes)) === 'difference' ? 'difference' : 'energies';
}

const NO_SURFACES = {
  slabs: [],
  heightFields: [],
  models: [],
  scale: null,
  isHatched: false,
  isHatchedBelowCut: false,
  hasMemoriesAtEdge: false,
};

/** Builds the surfaces of a moment. Cost: O(size²). */
export function arrangeSurfaces(moment: Moment, kind: ArrangedSurfaces['kind']): ArrangedSurfaces {
  const { landscapes, energyCut } = moment;
  if (!landscapes) return { ...NO_SURFACES, kind };
  const models = modelsOf(landscapes);
  const scale = scaleOf(landscapes, energyCut);
  const noise = landscapes.noiseEnergy;
  const isHatched = noise !== null && landscapes.energies.drdam?.some((energy) => energy > noise) === true;
  const isHatchedBelowCut = isHatched && noise < scale.cut;
  const hasMemoriesAtEdge = landscapes.descent !== undefined && numOffPlane(landscapes, scale) > 0;
  const common = { kind, models, isHatched, isHatchedBelowCut, hasMemoriesAtEdge };
  if (kind === 'difference') return { ...common, ...differenceSurfaces(landscapes, scale) };
  const slabs = models.map((model) => ({
    surface: surfaceOf(landscapes, landscapes.energies[model] ?? NO_ENERGIES, scale),
    isoStep: scale.isoStep,
    hatchAbove: model === 'drdam' ? noise : null,
  }));
  return { ...common, slabs, heightFields: slabs.map(({ surface }) => new HeightField(surface)), scale };
}

/** Returns how many memories are not on the plane, beside the energies that are shown. */
export function numOffPlane({ projections }: Landscapes, { low, cut }: Pick<Scale, 'low' | 'cut'>): number {
  return projections.filter(({ offPlane }) => !isOnPlane(offPlane, cut - low)).length;
}

/** Returns the scale that all models share: from their lowest energy to the cut. */
export function scaleOf({ energies, following }: Landscapes, energyCut: number): Scale {
  let low = following?.low ?? Infinity;
  if (!following)
    for (const grid of Object.values(energies))
      for (const energy of grid) if (energy < low && Number.isFinite(energy)) low = energy;
  // a cut below all energies would leave nothing to show
  const cut = energyCut > low ? energyCut : low + Math.max(1e-6, Math.abs(low) / 100);
  return { low, cut, isoStep: niceStep((cut - low) / 30) };
}
