import { Random, Stream } from '../memories/random';
import { linearCombination, dot } from '../vectors';
import { yieldToEventLoop } from '../cooperative-yield';

/**
 * The Hessian of MrDAM's energy, in float64. With p the softmax of -beta/2 |x - xi|^2 over the memories and m their mean
 * under p, the gradient is x - m, and the Hessian I - beta C, where C is the covariance of the memories under p
 * (docs/science.md).
 */

/** Memories with less weight than this change no eigenvalue and no gradient noticeably. */
const NEGLIGIBLE_WEIGHT = 1e-12;

/** A memory's softmax weight at a state. */
export interface MemoryWeight {
  readonly index: number;
  readonly share: number;
}

/** Returns the memories whose weight at a state counts, from its squared distances [K] to all. The weights sum to 1. */
export function softmaxWeights(squares: Float64Array, beta: number): MemoryWeight[] {
  const nearest = squares.reduce((low, square) => Math.min(low, square), Infinity);
  const kernels = squares.map((square) => Math.exp((-beta / 2) * (square - nearest)));
  const sum = kernels.reduce((total, kernel) => total + kernel, 0);
  return Array.from(kernels, (kernel, index) => ({ index, share: kernel / sum })).filter(
    ({ share }) => share > NEGLIGIBLE_WEIGHT,
  );
}

/** Power iteration ends after so many rounds, or once two rounds agree within this ratio. */
const MAX_ROUNDS = 200;
const ROUND_TOLERANCE = 1e-10;

/**
 * Returns the smallest eigenvalue of the Hessian over the free coordinates (`free` [D], 1 where a coordinate may change;
 * all of them where it is absent). It is above 0 where the energy curves upwards in every direction, and 1 at a single
 * memory. Power iteration on C, which has a low rank. Cost: O(n D) a round, for n memories with weight.
 */
export async function smallestEigenvalue(
  weights: readonly MemoryWeight[],
  memories: Float32Array,
  dim: number,
  beta: number,
  signal: AbortSignal,
  free?: ArrayLike<number>,
): Promise<number> {
  if (weights.length < 2) return 1;
  const mean = new Float64Array(dim);
  for (const { index, share } of weights) {
    for (let i = 0; i < dim; i++) mean[i] = (mean[i] ?? 0) + share * (memories[index * dim + i] ?? 0);
  }
  const rows = weights.map(({ index, share }) => {
    const root = Math.sqrt(share);
    const offset = index * dim;
    return mean.map((m, i) => root * (free?.[i] ?? 1) * ((memories[offset + i] ?? 0) - m));
  });
  const random = new Random(0, Stream.probes);
  let direction = linearCombination(
    rows,
    rows.map(() => random.normal()),
  );
  let largest = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    await yieldToEventLoop(signal);
    const length = Math.sqrt(dot(direction, direction));
    if (length === 0) return 1; // the memories differ in fixed coordinates only
    const unit = direction.map((value) => value / length);
    const along = rows.map((row) => dot(row, unit));
    const before = largest;
    largest = along.reduce((sum, value) => sum + value * value, 0);
    if (Math.abs(largest - before) <= ROUND_TOLERANCE * largest) break;
    direction = linearCombination(rows, along);
  }
  return 1 - beta * largest;
}

/**
 * Returns the same over all coordinates from the squared distances [K, K] between all memories. C = A A^T, with columns
 * sqrt(p) (xi - m), has the nonzero eigenvalues of A^T A, which follows from the squared distances by double centring.
 * Cost: O(n^2) a round, whatever D is.
 */
export async function smallestEigenvalueFromSquares(
  weights: readonly MemoryWeight[],
  squares: Float64Array,
  beta: number,
  signal: AbortSignal,
): Promise<number> {
  if (weights.length < 2) return 1;
  const count = Math.sqrt(squares.length);
  const indices = Int32Array.from(weights, ({ index }) => index);
  const shares = Float64Array.from(weights, ({ share }) => share);
  const roots = shares.map(Math.sqrt);
  const timesSquares = (x: Float64Array) =>
    x.map((_, a) => {
      const row = (indices[a] ?? 0) * count;
      let sum = 0;
      for (let b = 0; b < x.length; b++) sum += (squares[row + (indices[b] ?? 0)] ?? 0) * (x[b] ?? 0);
      return sum;
    });
  const means = timesSquares(shares); // [n]: the mean squared distance to each memory
  const meanOfAll = dot(shares, means);
  // A^T A y
  const product = (y: Float64Array) => {
    const x = y.map((value, a) => value * (roots[a] ?? 0));
    const sum = x.reduce((total, value) => total + value, 0);
    const shared = meanOfAll * sum - dot(means, x);
    return timesSquares(x).map(
      (value, a) => ((roots[a] ?? 0) * ((means[a] ?? 0) * sum - value - shared)) / 2,
    );
  };
  const random = new Random(0, Stream.probes);
  let direction = shares.map(() => random.normal());
  let largest = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    await yieldToEventLoop(signal);
    const along = product(direction);
    const square = dot(direction, along);
    if (!(square > 0)) return 1; // the memories are all equal
    const before = largest;
    largest = dot(along, along) / square;
    if (Math.abs(largest - before) <= ROUND_TOLERANCE * largest) break;
    direction = along.map((value) => value / Math.sqrt(square));
  }
  return 1 - beta * largest;
}

/** Returns the gradient [D] of MrDAM's energy at a memory xi: the sum of p (xi - other). Cost: O(n D). */
export function gradientAtMemory(
  memory: number,
  weights: readonly MemoryWeight[],
  memories: Float32Array,
  dim: number,
): Float64Array {
  const gradient = new Float64Array(dim);
  for (const { index, share } of weights) {
    if (index === memory) continue;
    for (let i = 0; i < dim; i++) {
      const difference = (memories[memory * dim + i] ?? 0) - (memories[index * dim + i] ?? 0);
      gradient[i] = (gradient[i] ?? 0) + share * difference;
    }
  }
  return gradient;
}
