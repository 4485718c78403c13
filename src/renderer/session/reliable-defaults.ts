import { areCopies } from '#shared/distances';
import { clearBeta, separatingBeta, squaredDistances } from '#shared/reliability';
import type { PreparedStates } from '../domain/run/moment';
import { predictedReliability } from '../domain/run/predicted-reliability';
import { jobOf } from '../domain/settings/job';
import type { Settings } from '../domain/settings/settings';
import { settingsStoring, roundToTwoDigits } from '../domain/settings/settings';

/** DrDAM shall be reliable with this share of the features, so that it still is after small changes. */
const MARGIN = 0.5;

/**
 * Returns the settings for a new set: the largest number of the prepared memories, in their order, with which DrDAM is
 * predicted to be reliable with a margin, at a beta that separates them. Missing pixels are filled again for each number, since they
 * start as the mean of the stored memories. A single picture, and copies of one, are queried with noise.
 */
export function reliableSettings(prepared: PreparedStates, settings: Settings): Settings {
  const { dim, queries, clamped, distances } = prepared;
  const names = prepared.items.map(({ name }) => name);
  // the mean of pictures that are all the same has the missing pixels
  if (distances.memories.every(areCopies)) {
    return { ...settings, ...settingsStoring(names), corruption: { ...settings.corruption, fill: 'noise' } };
  }
  for (let count = names.length; count > 2; count--) {
    const stored = prepared.memories.subarray(0, count * dim);
    const memories = firstOf(distances.memories, names.length, count);
    const starts = queries.slice(0, Math.min(count, prepared.numQueries) * dim);
    if (settings.corruption.fill === 'mean') fillWithMean(starts, clamped, stored, dim);
    const fewer = {
      dim,
      memories: stored,
      queries: starts,
      clamped: clamped.subarray(0, starts.length),
      distances: {
        memories,
        queries: squaredDistances(starts, stored, dim),
        numMemories: count,
        freeCoordinates: distances.freeCoordinates.slice(0, starts.length / dim),
      },
    };
    const beta = Math.max(settings.beta, roundToTwoDigits(clearBeta(separatingBeta(fewer.distances))));
    const chosen = { ...settings, beta, ...settingsStoring(names.slice(0, count)) };
    const reliability = predictedReliability(
      fewer,
      jobOf('', { ...chosen, numFeatures: MARGIN * chosen.numFeatures }),
    );
    if (reliability?.verdicts.every((verdict) => verdict === 'reliable')) return chosen;
  }
  return { ...settings, ...settingsStoring(names.slice(0, 2)) };
}

/** Returns the upper left corner of a square matrix. */
function firstOf(squares: Float64Array, size: number, count: number): Float64Array {
  return squares.filter((_, i) => i % size < count && i < count * size);
}

function fillWithMean(states: Float32Array, clamped: Uint8Array, memories: Float32Array, dim: number): void {
  const count = memories.length / dim;
  for (let i = 0; i < dim; i++) {
    let mean = 0;
    for (let k = 0; k < count; k++) mean += (memories[k * dim + i] ?? 0) / count;
    for (let at = i; at < states.length; at += dim) if (clamped[at] === 0) states[at] = mean;
  }
}
