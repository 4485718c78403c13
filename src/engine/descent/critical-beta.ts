import { yieldToEventLoop } from '../cooperative-yield';
import { smallestEigenvalueFromSquares, gradientAtMemory, softmaxWeights } from './hessian';

/**
 * From which beta on every memory is a well-conditioned minimum of MrDAM's energy: the slope at it is nowhere above
 * 1e-7 in a coordinate, as in the paper's code, and the curvature is at least one half (1 is a memory alone).
 */
const MOST_SLOPE = 1e-7;
const LEAST_CURVATURE = 0.5;

/** The search's ends, and how near it comes to the smallest beta, as a ratio. */
const RANGE = { from: 1e-4, to: 1e6 } as const;
const PRECISION = 1e-3;

/** Memories [K, dim], and their squared distances to each other [K, K]. */
export interface MemoryDistances {
  readonly memories: Float32Array;
  readonly dim: number;
  readonly squares: Float64Array;
}

/** By bisection in log beta; null where no beta serves, because two memories are all but the same. */
export async function criticalBeta(stored: MemoryDistances, signal: AbortSignal): Promise<number | null> {
  const order = crowdedFirst(stored);
  if (!(await areMinima(stored, RANGE.to, order, signal))) return null;
  let [low, high]: [number, number] = [RANGE.from, RANGE.to];
  while (high / low > 1 + PRECISION) {
    const middle = Math.sqrt(low * high);
    if (await areMinima(stored, middle, order, signal)) high = middle;
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
    const slope = gradientAtMemory(k, weights, memories, dim);
    if (slope.some((value) => Math.abs(value) > MOST_SLOPE)) return false;
    if ((await smallestEigenvalueFromSquares(weights, squares, beta, signal)) < LEAST_CURVATURE) return false;
  }
  return true;
}

/** Memories in the order in which their beta is likely to be too small: those with the nearest neighbour first. */
function crowdedFirst({ memories, dim, squares }: MemoryDistances): number[] {
  const count = memories.length / dim;
  const nearest = Array.from({ length: count }, (_, k) => nearestOtherMemory(squares, count, k).square);
  return Array.from(nearest.keys()).sort((a, b) => (nearest[a] ?? 0) - (nearest[b] ?? 0));
}

/** The memory next to the k-th, and its squared distance; index -1 where there is no other. */
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
