import { MIB } from '#shared/units';
import { makeDrdam } from '../descent/drdam';
import { evaluate } from '../descent/evaluate';
import type { Runtime } from '../graphs/runtime';
import { sumFeatures } from '../memories/distributed';
import { ProjectionOnDevice } from '../memories/features';
import { dense, fillGaussian } from '../memories/projection';

/** What DrDAM estimates from the first Y rows of S: the kernel sums s [n] and their gradients [n, dim]. */
export interface KernelSums {
  readonly numFeatures: number;
  readonly sums: Float64Array;
  readonly gradients: Float64Array;
}

/** The rows of S that are there at once: some 20 ms of drawing. */
const BLOCK_BYTES = 2 * MIB;

/**
 * s and grad s of states [n, dim] for several Y in one pass over the rows of S: without its 1/Y, s is a sum over
 * rows, so every Y is a place to stop and look. S is drawn block by block and never held; sums run in float64.
 * `counts` ascend. Cost: O(Y D (K + n)) at the largest Y, which is that of the largest Y alone.
 */
export async function* kernelSums(
  runtime: Runtime,
  memories: Float32Array,
  states: Float32Array,
  dim: number,
  beta: number,
  seed: number,
  counts: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<KernelSums> {
  const sums = new Float64Array(states.length / dim);
  const gradients = new Float64Array(states.length);
  const most = Math.floor(BLOCK_BYTES / (dim * Float32Array.BYTES_PER_ELEMENT));
  let row = 0;
  for (const numFeatures of counts) {
    while (row < numFeatures) {
      const numRows = Math.min(most, numFeatures - row);
      const rows = new Float32Array(numRows * dim);
      fillGaussian(rows, dim, seed, row);
      const block = await ProjectionOnDevice.make(runtime, dense(rows, numRows, dim, 'gaussian'));
      try {
        const memory = await sumFeatures(runtime, block, memories, dim, beta, signal);
        const model = await makeDrdam(runtime, block, memory, { beta, epsilon: 0, form: 'kernel' });
        const part = await evaluate(runtime, model, states, dim, signal);
        await model.dispose();
        // of a block the graph gives E = -s / beta with its own number of rows for Y
        const scale = -beta * numRows;
        part.energies.forEach((energy, i) => (sums[i] = (sums[i] ?? 0) + scale * energy));
        part.gradients.forEach((slope, i) => (gradients[i] = (gradients[i] ?? 0) + scale * slope));
      } finally {
        await block.dispose();
      }
      row += numRows;
    }
    yield {
      numFeatures,
      sums: sums.map((sum) => sum / numFeatures),
      gradients: gradients.map((slope) => slope / numFeatures),
    };
  }
}
