import { energyCutAbove } from '#shared/energy-cut';
import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { Landscapes } from '../domain/run/moment';

/** Without a path, this share of the surface lies below the cut. */
const SHARE_BELOW = 0.6;

/**
 * Returns the energy above which both surfaces are cut: that of the highest state at step `from`, the first with this
 * energy function. States of MrDAM are used if there are any, because those of DrDAM may lie anywhere in the noise. When
 * settings change during a run, the states may already lie deep, so the cut is not below the one without a path.
 */
export function energyCutOf(recording: Recording | null, landscapes: Landscapes | null, from = 0): number {
  const { low, usual } = heightsOf(landscapes);
  const start = recording && highestAt(from, recording);
  return energyCutAbove(low, Math.max(start ?? usual, from > 0 ? usual : -Infinity));
}

interface Heights {
  readonly low: number;
  readonly usual: number;
}

const known = new WeakMap<Landscapes, Heights>();

/** Returns the heights of a surface. They are cached, because sorting takes milliseconds and every refresh needs them. */
function heightsOf(landscapes: Landscapes | null): Heights {
  const energies = landscapes?.energies.mrdam ?? landscapes?.energies.drdam;
  if (!landscapes || !energies) return { low: 0, usual: 1 };
  const before = known.get(landscapes);
  if (before) return before;
  const sorted = energies.filter(Number.isFinite).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const heights = { low: at(0), usual: at(SHARE_BELOW) };
  known.set(landscapes, heights);
  return heights;
}

function highestAt(step: number, recording: Recording): number | null {
  const { models, numQueries } = recording.shape;
  const model: ModelName | undefined = models[0];
  if (!model) return null;
  const energies = recording.energies(model).subarray(step * numQueries, (step + 1) * numQueries);
  const highest = energies.reduce((a, b) => Math.max(a, b), -Infinity);
  return Number.isFinite(highest) ? highest : null;
}
