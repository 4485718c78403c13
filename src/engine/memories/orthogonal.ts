import { orthogonalise } from '#shared/vectors';
import { yieldToEventLoop } from '../cooperative-yield';
import { Random, Stream } from './random';

/**
 * Blocks of up to D orthogonal rows, each block Haar-distributed: Gaussian rows made orthonormal one after the other,
 * then given chi-distributed norms of D degrees of freedom, so that every row is Gaussian by itself. Block b is made
 * from (seed, block b). Cost: O(Y D^2), or O(Y^2 D) below one block.
 */
export async function fillOrthogonal(
  rows: Float32Array,
  dim: number,
  seed: number,
  signal: AbortSignal,
): Promise<void> {
  const numFeatures = rows.length / dim;
  let worked = 0;
  for (let start = 0; start < numFeatures; start += dim) {
    const random = new Random(seed, Stream.orthogonal, start / dim);
    const done: Float64Array[] = [];
    for (let i = start; i < Math.min(start + dim, numFeatures); i++) {
      worked += done.length * dim;
      if (worked > OPERATIONS_BETWEEN_YIELDS) {
        await yieldToEventLoop(signal);
        worked = 0;
      }
      const row = Float64Array.from({ length: dim }, () => random.normal());
      orthogonalise(row, done);
      scale(row, 1 / Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)));
      done.push(row);
      const norm = random.chi(dim);
      for (let j = 0; j < dim; j++) rows[i * dim + j] = norm * (row[j] ?? 0);
    }
  }
}

/** Takes some 20 ms. */
const OPERATIONS_BETWEEN_YIELDS = 5e6;

function scale(row: Float64Array, factor: number): void {
  for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) * factor;
}
