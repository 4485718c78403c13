import type { Runtime } from '../graphs/runtime';
import { yieldToEventLoop } from '../cooperative-yield';
import { meanState } from './queries';

/** The multiply-adds in float64 that two cores compute in about 20 ms. */
const OPERATIONS_PER_CALL = 2e8;

/**
 * Subtracts the mean [dim] from rows [n, dim]. The result is float64, so that scalar products keep their
 * accuracy.
 */
export function centred(rows: Float32Array, dim: number, mean = meanState(rows, dim)): Float64Array {
  return Float64Array.from(rows, (value, i) => value - (mean[i % dim] ?? 0));
}

/**
 * Returns the Gram matrix [n, n] of rows [n, dim], in float64. `host` is the runtime of the CPU. Cost: O(n^2
 * D).
 */
export async function gramMatrix(
  rows: Float64Array,
  dim: number,
  host: Runtime,
  signal: AbortSignal,
): Promise<Float64Array> {
  const count = rows.length / dim;
  const transposed = new Float64Array(rows.length);
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < dim; i++) transposed[i * count + k] = rows[k * dim + i] ?? 0;
  }
  const graph = await host.graph('product_float64');
  const columns = host.tensor(transposed, [dim, count]);
  const perCall = Math.max(1, Math.floor(OPERATIONS_PER_CALL / (count * dim)));
  const gram = new Float64Array(count * count);
  for (let first = 0; first < count; first += perCall) {
    await yieldToEventLoop(signal);
    const batch = rows.subarray(first * dim, (first + perCall) * dim);
    const out = await graph.run({ rows: host.tensor(batch, [batch.length / dim, dim]), columns });
    gram.set(out.doubles('product'), first * count);
  }
  return gram;
}

/** Returns the squared distances [K, K] between all pairs of memories [K, dim]. Cost: O(K^2 D). */
export async function pairwiseSquares(
  memories: Float32Array,
  dim: number,
  host: Runtime,
  signal: AbortSignal,
): Promise<Float64Array> {
  const gram = await gramMatrix(centred(memories, dim), dim, host, signal);
  const count = memories.length / dim;
  const squares = Float64Array.from({ length: count }, (_, k) => gram[k * count + k] ?? 0);
  return gram.map((product, at) => {
    const [a, b] = [Math.floor(at / count), at % count];
    return a === b ? 0 : Math.max(0, (squares[a] ?? 0) + (squares[b] ?? 0) - 2 * product);
  });
}
