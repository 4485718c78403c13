import { yieldToEventLoop } from '../cooperative-yield';
import { smallestEigenvalueFromSquares, gradientAtMemory, softmaxWeights } from './hessian';

/**
 * A memory is a well-conditioned minimum of MrDAM's energy where no coordinate of the gradient exceeds 1e-7, as in the
 * paper's code, and the smallest eigenvalue of the Hessian is at least one half (it is 1 at a single memory).
 */
const MAX_GRADIENT = 1e-7;
const MIN_EIGENVALUE = 0.5;

/** The range of the search, and the ratio to which it narrows the result down. */
const RANGE = { from: 1e-4, to: 1e6 } as const;
const PRECISION = 1e-3;

/** Memories [K, dim], and their squared distances to each other [K, K]. */
export interface MemoryDistances {
  readonly memories: Float32Array;
  readonly dim: number;
  readonly squares: Float64Array;
}

/**
 * Returns the lowest beta at which every memory is a well-conditioned minimum, by bisection in log beta; null where there
 * is none in range, because two memories are nearly equal. Throws `cancelled` on abort. Cost: O(K^3) a step.
 */
export async function criticalBeta(memories: MemoryDistances, signal: AbortSignal): Promise<number | null> {
  const order = crowdedFirst(memories);
  if (!(await areMinima(memories, RANGE.to, order, signal))) return null;
  let [low, high]: [number, number] = [RANGE.from, RANGE.to];
  while (high / low > 1 + PRECISION) {
    const middle = Math.sqrt(low * high);
    if (await areMinima(memories, middle, order, signal)) high = middle;
    else low = middle;
  }
  return high;
}

async function areMinima(
  { memories, dim, squares }: MemoryDistances,
  beta: number,
  order: readonly number[],
  signal: AbortSignal,
): Promise<boolean> {
  const count = memories.length / dim;
  for (const k of order) {
    await yieldToEventLoop(signal);
    const weights = softmaxWeights(squares.subarray(k * count, (k + 1) * count), beta);
    const gradient = gradientAtMemory(k, weights, memories, dim);
    if (gradient.some((value) => Math.abs(value) > MAX_GRADIENT)) return false;
    if ((await smallestEigenvalueFromSquares(weights, squares, beta, signal)) < MIN_EIGENVALUE) return false;
  }
  return true;
}

/** Orders memories by the distance to their neighbour: those with the nearest one fail first. */
function crowdedFirst({ memories, dim, squares }: MemoryDistances): number[] {
  const count = memories.length / dim;
  const nearest = Array.from({ length: count }, (_, k) => nearestOtherMemory(squares, count, k).square);
  return Array.from(nearest.keys()).sort((a, b) => (nearest[a] ?? 0) - (nearest[b] ?? 0));
}

/** Returns the memory nearest to the k-th of `count`, and its squared distance; index -1 where there is no other. */
export function nearestOtherMemory(
  squares: Float64Array,
  count: number,
  k: number,
): { index: number; square: number } {
  let best = { index: -1, square: Infinity };
  squares.subarray(k * count, (k + 1) * count).forEach((square, index) => {
    if (index !== k && square < best.square) best = { index, square };
  });
  return best;
}
