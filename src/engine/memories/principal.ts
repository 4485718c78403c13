import type { Runtime } from '../graphs/runtime';
import type { Vector } from '../vectors';
import { linearCombination, rowOf, scaled } from '../vectors';
import { centred, gramMatrix } from './gram';
import { meanState } from './queries';
import { drawWithoutReplacement, Random, Stream } from './random';
import { yieldToEventLoop } from '../cooperative-yield';

/** Above this many memories, the Gram matrix of a sample of them gives the axes. */
export const MAX_GRAM_SIZE = 512;

/**
 * The mean of the memories and orthogonal directions of largest variance around it, at most `count`, from the Gram
 * matrix of the centred memories (K is small against D). Fewer where the memories span less. Each points to where its
 * largest coordinate is positive; lengths vary. Cost: O(K^2 D), K at most 512.
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
  const together = new Float64Array(rows.length * dim);
  rows.forEach((row, i) => {
    together.set(row, i * dim);
  });
  const gram = await gramMatrix(together, dim, host, signal);
  const weights = await leadingEigenvectors(gram, rows.length, count);
  const axes: Vector[] = [];
  for (const w of weights) {
    await yieldToEventLoop(signal);
    axes.push(directed(linearCombination(rows, w)));
  }
  return { mean, axes };
}

/** The eigenvectors of the (at most `count`) largest eigenvalues that are not 0 up to rounding. */
async function leadingEigenvectors(gram: Float64Array, size: number, count: number): Promise<Vector[]> {
  const { EigenvalueDecomposition, Matrix } = await import('ml-matrix'); // needed by few, so loaded with the first
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

/** In the sense in which its largest coordinate is positive. */
function directed(axis: Vector): Vector {
  const largest = axis.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return largest < 0 ? scaled(axis, -1) : axis;
}
