import { orthogonalise } from '#shared/vectors';
import { yieldToEventLoop } from '../cooperative-yield';
import { Random, Stream } from './random';

/**
 * Fills rows [Y, dim] with blocks of up to D orthogonal rows. Each block is Haar-distributed: its rows are
 * Gaussian rows, orthonormalised one after another and scaled by chi-distributed norms of D degrees of
 * freedom, so that every single row is Gaussian. Block b depends on (seed, b) only. Cost: O(Y D^2), or O(Y^2
 * D) for less than one block.
 * @throws EngineError `cancelled` if `signal` is aborted.
 */
export async function fillOrthogonal(
  rows: Float32Array,
  dim: number,
  seed: number,
  signal: AbortSignal,
): Promise<void> {
  const numFeatures = rows.length / dim;
  let operations = 0;
  for (let start = 0; start < numFeatures; start += dim) {
    const random = new Random(seed, Stream.orthogonal, start / dim);
    const done: Float64Array[] = [];
    for (let i = start; i < Math.min(start + dim, numFeatures); i++) {
      operations += done.length * dim;
      if (operations > OPERATIONS_BETWEEN_YIELDS) {
        await yieldToEventLoop(signal);
        operations = 0;
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

/** The operations of about 20 ms. */
const OPERATIONS_BETWEEN_YIELDS = 5e6;

function scale(row: Float64Array, factor: number): void {
  for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) * factor;
}
