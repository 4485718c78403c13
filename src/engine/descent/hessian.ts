import { Random, Stream } from '../memories/random';
import { linearCombination, dot } from '../vectors';
import { yieldToEventLoop } from '../cooperative-yield';

/**
 * Whether MrDAM's energy has a minimum at a state. With p the softmax of -beta/2 |x - xi|^2 over memories and m their
 * mean under p, the gradient is x - m, and the Hessian I - beta C, C the covariance of the memories under p
 * (docs/science.md). All in float64.
 */

/** Memories with less weight than this change nothing that is looked at here. */
const NEGLIGIBLE_WEIGHT = 1e-12;

/** A memory's share of a state's kernel sum. */
export interface MemoryWeight {
  readonly index: number;
  readonly share: number;
}

/** The memories that count at a state, from its squared distances to all of them [K]. Shares sum to 1. */
export function softmaxWeights(squares: Float64Array, beta: number): MemoryWeight[] {
  const nearest = squares.reduce((low, square) => Math.min(low, square), Infinity);
  const kernels = squares.map((square) => Math.exp((-beta / 2) * (square - nearest)));
  const sum = kernels.reduce((total, kernel) => total + kernel, 0);
  return Array.from(kernels, (kernel, index) => ({ index, share: kernel / sum })).filter(
    ({ share }) => share > NEGLIGIBLE_WEIGHT,
  );
}

const MOST_ROUNDS = 200;
const ROUNDS_AGREE = 1e-10;

/**
 * The smallest eigenvalue of the Hessian over free coordinates (`free` [D], 1 where a coordinate may move; all where it
 * is left out): above 0 where the energy curves upwards in every direction, 1 where one memory is alone. By power
 * iteration on C, which is of low rank. Cost: O(n D) a round, n memories that count.
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
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await yieldToEventLoop(signal);
    const length = Math.sqrt(dot(direction, direction));
    if (length === 0) return 1; // the memories differ in held coordinates alone
    const unit = direction.map((value) => value / length);
    const along = rows.map((row) => dot(row, unit));
    const before = largest;
    largest = along.reduce((sum, value) => sum + value * value, 0);
    if (Math.abs(largest - before) <= ROUNDS_AGREE * largest) break;
    direction = linearCombination(rows, along);
  }
  return 1 - beta * largest;
}

/**
 * The same over all coordinates, from the squared distances between all memories [K, K]: C = A A^T, with columns
 * sqrt(p) (xi - m), has the nonzero eigenvalues of A^T A, which follows from the squares by centring them twice. The
 * rounds are those of `smallestEigenvalue`. Cost: O(n^2) a round, whatever D is.
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
  const means = timesSquares(shares); // of the squares to each
  const meanOfAll = dot(shares, means);
  /** A^T A y */
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
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await yieldToEventLoop(signal);
    const along = product(direction);
    const square = dot(direction, along);
    if (!(square > 0)) return 1; // the memories are all the same
    const before = largest;
    largest = dot(along, along) / square;
    if (Math.abs(largest - before) <= ROUNDS_AGREE * largest) break;
    direction = along.map((value) => value / Math.sqrt(square));
  }
  return 1 - beta * largest;
}

/** The gradient of MrDAM's energy at a memory: the sum of p (xi - other), [D]. Cost: O(n D). */
export function gradientAtMemory(
  memory: number,
  weights: readonly MemoryWeight[],
  memories: Float32Array,
  dim: number,
): Float64Array {
  const slope = new Float64Array(dim);
  for (const { index, share } of weights) {
    if (index === memory) continue;
    for (let i = 0; i < dim; i++) {
      const difference = (memories[memory * dim + i] ?? 0) - (memories[index * dim + i] ?? 0);
      slope[i] = (slope[i] ?? 0) + share * difference;
    }
  }
  return slope;
}
