import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { Landscapes } from '../views/view-model';

/** How far above the paths the surfaces are cut. */
const HEADROOM = 1.15;
/** Where no path is known: this share of the surface stays below the cut. */
const SHARE_BELOW = 0.6;

/**
 * The energy above which both surfaces are cut: over the highest start of a path, rounded up to two digits. MrDAM's
 * starts decide where there are any, because DrDAM's may stand anywhere in the noise.
 */
export function energyCutOf(recording: Recording | null, landscapes: Landscapes | null): number {
  const highest = recording && highestStart(recording);
  if (highest !== null && highest > 0) return roundUp(HEADROOM * highest);
  const energies = landscapes?.energies.mrdam ?? landscapes?.energies.drdam;
  if (!energies) return 1;
  const sorted = Float32Array.from(energies).sort();
  return roundUp(Math.max(sorted[Math.floor(SHARE_BELOW * (sorted.length - 1))] ?? 0, 1e-6));
}

function highestStart(recording: Recording): number | null {
  const model: ModelName | undefined = recording.shape.models[0];
  if (!model || recording.reached(model) < 0) return null;
  return recording
    .energies(model)
    .subarray(0, recording.shape.numQueries)
    .reduce((a, b) => Math.max(a, b), -Infinity);
}

/** To two significant digits. */
function roundUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit - 1e-9) * unit;
}
