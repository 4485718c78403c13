import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { Landscapes } from '../views/view-model';

/** How far above the paths the surfaces are cut, as a share of their depth. */
const HEADROOM = 1.15;
/** Where no path is known: this share of the surface stays below the cut. */
const SHARE_BELOW = 0.6;

/**
 * The energy above which both surfaces are cut: over the highest start of a path, measured from the deepest point of
 * the surface, and rounded up to two digits of that depth. MrDAM's starts decide where there are any, because DrDAM's
 * may stand anywhere in the noise.
 */
export function energyCutOf(recording: Recording | null, landscapes: Landscapes | null): number {
  const { low, usual } = heightsOf(landscapes);
  const highest = (recording && highestStart(recording)) ?? usual;
  const depth = Math.max(highest - low, 1e-9);
  const unit = 10 ** (Math.floor(Math.log10(depth)) - 1);
  return Math.ceil((low + HEADROOM * depth) / unit - 1e-9) * unit;
}

interface Heights {
  readonly low: number;
  readonly usual: number;
}

const known = new WeakMap<Landscapes, Heights>();

/** Sorting a surface takes milliseconds, and a run asks again with every refresh. */
function heightsOf(landscapes: Landscapes | null): Heights {
  const energies = landscapes?.energies.mrdam ?? landscapes?.energies.drdam;
  if (!landscapes || !energies) return { low: 0, usual: 1 };
  const before = known.get(landscapes);
  if (before) return before;
  const sorted = Float32Array.from(energies).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const heights = { low: at(0), usual: at(SHARE_BELOW) };
  known.set(landscapes, heights);
  return heights;
}

function highestStart(recording: Recording): number | null {
  const model: ModelName | undefined = recording.shape.models[0];
  if (!model || recording.reached(model) < 0) return null;
  return recording
    .energies(model)
    .subarray(0, recording.shape.numQueries)
    .reduce((a, b) => Math.max(a, b), -Infinity);
}
