/**
 * Returns the Euclidean distance between two states [D]. For picture states it is the RMS difference of their
 * pixels, with 1 for the full range.
 */
export function euclideanDistance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(squaredDistance(a, b));
}

/** Two states are copies if they are no farther apart than this, in RMS pixels: a fortieth of a grey level. */
export const COPY_DISTANCE = 1e-4;

/** Returns whether two states at this squared distance are copies. Rounding leaves copies a little apart. */
export function areCopies(square: number): boolean {
  return square <= COPY_DISTANCE ** 2;
}

const BLOCK = 256;

/**
 * Returns the squared distance between two states [D], or a lower bound above `limit` once the partial sum
 * exceeds it: for most memories a few blocks of coordinates are enough to know that they are not the nearest.
 */
export function squaredDistance(a: Float32Array, b: Float32Array, limit = Infinity): number {
  let sum = 0;
  for (let from = 0; from < a.length && sum <= limit; from += BLOCK) {
    const to = Math.min(from + BLOCK, a.length);
    for (let i = from; i < to; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  }
  return sum;
}

/** A row's index and its squared distance. */
export interface NearestRow {
  readonly index: number;
  readonly square: number;
}

/** The result for no rows, and for a state that is not finite. */
export const NO_NEAREST_ROW: NearestRow = { index: -1, square: Infinity };

/**
 * Returns the row nearest to a state [dim] among `best` and the rows `first` to `last - 1` of memories
 * [K, dim]. The earliest of equally near rows wins.
 */
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
