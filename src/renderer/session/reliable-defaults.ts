import type { StateDistances } from '#shared/reliability';
import { predictReliability, separatingBeta, squaredDistances, verdictOf } from '#shared/reliability';
import type { PreparedStates } from '../domain/run/moment';
import type { Settings } from '../domain/settings/settings';
import { settingsStoring, roundToTwoDigits } from '../domain/settings/settings';

/** The factor between the smallest beta that separates the memories and the default beta. */
const CLEAR_SEPARATION = 1.5;

/** Returns a beta that separates the memories clearly. */
export function clearBeta(distances: StateDistances): number {
  return CLEAR_SEPARATION * separatingBeta(distances);
}

/**
 * Returns the settings for a new set: the largest number of the prepared memories, in their order, with which DrDAM is
 * predicted to be reliable, at a beta that separates them. Missing pixels are filled again for each number, since they
 * start as the mean of the stored memories.
 */
export function reliableSettings(prepared: PreparedStates, settings: Settings): Settings {
  const { dim, queries, clamped, distances } = prepared;
  const names = prepared.items.map(({ name }) => name);
  for (let count = names.length; count > 2; count--) {
    const stored = prepared.memories.subarray(0, count * dim);
    const memories = firstOf(distances.memories, names.length, count);
    const starts = queries.slice(0, Math.min(count, prepared.numQueries) * dim);
    if (settings.corruption.fill === 'mean') fillWithMean(starts, clamped, stored, dim);
    const fewer = {
      ...distances,
      memories,
      queries: squaredDistances(starts, stored, dim),
      numMemories: count,
    };
    const beta = Math.max(settings.beta, roundToTwoDigits(clearBeta(fewer)));
    const reliability = predictReliability(fewer, { beta, numFeatures: settings.numFeatures });
    if (verdictOf(reliability, beta) === 'reliable')
      return { ...settings, beta, ...settingsStoring(names.slice(0, count)) };
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
