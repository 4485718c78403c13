import { niceStep } from '#shared/ticks';
import { HeightField } from '../../../scene/height-field';
import type { Landscapes } from '../../../domain/run/moment';
import type { ArrangedSurfaces } from './arranged-surfaces';
import type { Scale } from '../legend';
import { NO_ENERGIES, surfaceOf } from './surface';

/** Above the cut the surface comes to zero within this share of the cut's depth, so that no wall stands there. */
const FALL = 0.3;

/**
 * What DrDAM's energy is above MrDAM's, on a scale that is as long on both sides of zero. Where either of them is above
 * the cut there is nothing to compare: a plate at zero.
 */
export function differenceSurfaces(
  landscapes: Landscapes,
  { low, cut }: Scale,
): Pick<ArrangedSurfaces, 'slabs' | 'heightFields' | 'scale'> {
  const { mrdam = NO_ENERGIES, drdam = NO_ENERGIES } = landscapes.energies;
  const count = landscapes.size ** 2;
  const heights = new Float32Array(count);
  const differences = new Float32Array(count);
  const reach = new Float32Array(2 * count);
  let widest = 0;
  const beyond = 2 * cut - low;
  for (let k = 0; k < count; k++) {
    const [memory, distributed] = [mrdam[k] ?? NaN, drdam[k] ?? NaN];
    const higher = finiteOr(Math.max(memory, distributed), beyond);
    const fall = Math.min(1, Math.max(0, (higher - cut) / (FALL * (cut - low))));
    const difference = finiteOr(distributed - memory, 0);
    heights[k] = difference * (1 - fall * fall * (3 - 2 * fall));
    differences[k] = higher > cut ? NaN : difference;
    reach[2 * k] = higher;
    reach[2 * k + 1] = finiteOr(distributed, beyond);
    if (higher <= cut) widest = Math.max(widest, Math.abs(difference));
  }
  const end = twoDigitsUp(Math.max(widest, 1e-6 * (cut - low)));
  const isoStep = niceStep(end / 15);
  const surface = surfaceOf(landscapes, heights, { low: -end, cut: end });
  return {
    slabs: [
      { surface, isoStep, hatchAbove: landscapes.noiseEnergy, mask: { energies: reach, plateAbove: cut } },
    ],
    heightFields: [new HeightField(surface, differences)],
    scale: { low: -end, cut: end, isoStep, isDifference: true },
  };
}

function finiteOr(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}

function twoDigitsUp(value: number): number {
  const digit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / digit - 1e-9) * digit;
}
