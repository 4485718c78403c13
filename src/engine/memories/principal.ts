import type { Runtime } from '../graphs/runtime';
import type { Vector } from '../vectors';
import { linearCombination, rowOf, scaled } from '../vectors';
import { centred, gramMatrix } from './gram';
import { meanState } from './queries';
import { drawWithoutReplacement, Random, Stream } from './random';
import { yieldToEventLoop } from '../cooperative-yield';

/** The largest Gram matrix. More memories are sampled down to this number. */
export const MAX_GRAM_SIZE = 512;

/**
 * Returns the mean [dim] of memories [K, dim], and at most `count` orthogonal axes [dim] of largest variance
 * around it; fewer if the memories span fewer dimensions. The axes come from the Gram matrix of the centred
 * memories. The largest coordinate of each is positive; their lengths vary. Cost: O(K^2 D) with K at most
 * 512.
 */
export async function principalAxes(
  memories: Float32Array,
  dim: number,
  count: number,
  host: Runtime,
  signal: AbortSignal,
): Promise<{ mean: Vector; axes: Vector[] }> {
  const mean = meanState(memories, dim);
  const random = new Random(0, Stream.plane, 1);
  const sample = drawWithoutReplacement(random, memories.length / dim, MAX_GRAM_SIZE).sort((a, b) => a - b);
  const rows = sample.map((k) => centred(rowOf(memories, k, dim), dim, mean));
  const centredRows = new Float64Array(rows.length * dim);
  rows.forEach((row, i) => {
    centredRows.set(row, i * dim);
  });
  const gram = await gramMatrix(centredRows, dim, host, signal);
  const weights = await leadingEigenvectors(gram, rows.length, count);
  const axes: Vector[] = [];
  for (const w of weights) {
    await yieldToEventLoop(signal);
    axes.push(oriented(linearCombination(rows, w)));
  }
  return { mean, axes };
}

/** Returns the eigenvectors of the at most `count` largest eigenvalues that are above 0 beyond rounding. */
async function leadingEigenvectors(gram: Float64Array, size: number, count: number): Promise<Vector[]> {
  const { EigenvalueDecomposition, Matrix } = await import('ml-matrix'); // loaded on demand, because few calls need it
  const matrix = Matrix.from1DArray(size, size, gram);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((value, i) => ({ value, i })).sort((a, b) => b.value - a.value);
  const largest = order[0]?.value ?? 0;
  return order
    .slice(0, count)
    .filter(({ value }) => value > 1e-12 * largest && value > 0)
    .map(({ i }) => Float64Array.from(eigenvectorMatrix.getColumn(i)));
}

/** Flips an axis, if necessary, so that its coordinate of largest magnitude is positive. */
function oriented(axis: Vector): Vector {
  const largest = axis.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return largest < 0 ? scaled(axis, -1) : axis;
}
