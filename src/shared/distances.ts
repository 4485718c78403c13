/** Distances between states. Of picture states a distance is the RMS difference of their pixels, 1 being the full range. */

export function euclideanDistance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(squaredDistance(a, b));
}

const BLOCK = 256;

/** Squared. Gives up, with what it has, once the sum passes `limit`: most memories are far from a state after a few blocks. */
export function squaredDistance(a: Float32Array, b: Float32Array, limit = Infinity): number {
  let sum = 0;
  for (let from = 0; from < a.length && sum <= limit; from += BLOCK) {
    const to = Math.min(from + BLOCK, a.length);
    for (let i = from; i < to; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  }
  return sum;
}

/** A row and its squared distance. */
export interface NearestRow {
  readonly index: number;
  readonly square: number;
}

/** Nothing was looked at yet, or the state is not finite. */
export const NO_NEAREST_ROW: NearestRow = { index: -1, square: Infinity };

/** The row nearest to a state among `best` and the rows from `first` to before `last` of memories [K, dim]. */
export function nearestRow(
  memories: Float32Array,
  state: Float32Array,
  best = NO_NEAREST_ROW,
  first = 0,
  last = memories.length / state.length,
): NearestRow {
  const dim = state.length;
  for (let k = first; k < last; k++) {
    const square = squaredDistance(state, memories.subarray(k * dim, (k + 1) * dim), best.square);
    if (square < best.square) best = { index: k, square };
  }
  return best;
}
