import { roundUpToTwoDigits } from '#shared/energy-cut';
import { niceStep } from '#shared/ticks';
import type { Landscapes } from '../../../domain/run/moment';
import { HeightField } from '../../../scene/height-field';
import type { SlabSpec } from '../../../scene/slab';
import type { Scale } from '../legend';
import { NO_ENERGIES, surfaceOf } from './surface';

/** Above the cut the surface fades to zero within this share of the shown energies, so that it has no steep wall. */
const FADE = 0.3;

interface DifferenceSurfaces {
  readonly slabs: readonly SlabSpec[];
  readonly heightFields: readonly HeightField[];
  readonly scale: Scale;
}

/**
 * DrDAM's energy minus MrDAM's, on a scale that reaches as far below zero as above it. Where either energy is above the
 * cut there is nothing to compare: the surface is a plate at zero.
 */
export function differenceSurfaces(landscapes: Landscapes, { low, cut }: Scale): DifferenceSurfaces {
  const { mrdam = NO_ENERGIES, drdam = NO_ENERGIES } = landscapes.energies;
  const count = landscapes.size ** 2;
  const heights = new Float32Array(count);
  const differences = new Float32Array(count);
  const maskEnergies = new Float32Array(2 * count);
  let largest = 0;
  const aboveCut = 2 * cut - low;
  for (let k = 0; k < count; k++) {
    const [mrdamEnergy, drdamEnergy] = [mrdam[k] ?? NaN, drdam[k] ?? NaN];
    const higher = finiteOr(Math.max(mrdamEnergy, drdamEnergy), aboveCut);
    const fade = Math.min(1, Math.max(0, (higher - cut) / (FADE * (cut - low))));
    const difference = finiteOr(drdamEnergy - mrdamEnergy, 0);
    heights[k] = difference * (1 - fade * fade * (3 - 2 * fade));
    differences[k] = higher > cut ? NaN : difference;
    maskEnergies[2 * k] = higher;
    maskEnergies[2 * k + 1] = finiteOr(drdamEnergy, aboveCut);
    if (higher <= cut) largest = Math.max(largest, Math.abs(difference));
  }
  const end = roundUpToTwoDigits(Math.max(largest, 1e-6 * (cut - low)));
  const isoStep = niceStep(end / 15);
  const surface = surfaceOf(landscapes, heights, { low: -end, cut: end });
  const mask = { energies: maskEnergies, plateAbove: cut };
  return {
    slabs: [{ surface, isoStep, hatchAbove: landscapes.noiseEnergy, mask }],
    heightFields: [new HeightField(surface, differences)],
    scale: { low: -end, cut: end, isoStep, isDifference: true },
  };
}

function finiteOr(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}
