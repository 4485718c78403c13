import type { Runtime } from '../graphs/runtime';
import { meanState } from './queries';
import { drawWithoutReplacement, Random, Stream } from './random';

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
  runtime: Runtime,
): Promise<{ mean: Float64Array; axes: Float64Array[] }> {
  const mean = meanState(memories, dim);
  const random = new Random(0, Stream.plane, 1);
  const sample = drawWithoutReplacement(random, memories.length / dim, MAX_GRAM_SIZE).sort((a, b) => a - b);
  const centred = sample.map((k) => mean.map((value, i) => (memories[k * dim + i] ?? 0) - value));
  const weights = await leadingEigenvectors(await gramMatrix(centred, dim, runtime), centred.length, count);
  return { mean, axes: weights.map((w) => combination(centred, w, dim)) };
}

/** The scalar products of all pairs of rows, [rows, rows]. */
async function gramMatrix(
  rows: readonly Float64Array[],
  dim: number,
  runtime: Runtime,
): Promise<Float64Array> {
  const size = rows.length;
  const data = new Float64Array(size * dim);
  const transposed = new Float64Array(size * dim);
  rows.forEach((row, k) => {
    data.set(row, k * dim);
    for (let i = 0; i < dim; i++) transposed[i * size + k] = row[i] ?? 0;
  });
  const graph = await runtime.graph('product_float64');
  const out = await graph.run({
    rows: runtime.tensor(data, [size, dim]),
    columns: runtime.tensor(transposed, [dim, size]),
  });
  return out.doubles('product');
}

/** The eigenvectors of the (at most `count`) largest eigenvalues that are not 0 up to rounding. */
async function leadingEigenvectors(gram: Float64Array, size: number, count: number): Promise<Float64Array[]> {
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

function combination(rows: readonly Float64Array[], weights: Float64Array, dim: number): Float64Array {
  const sum = new Float64Array(dim);
  rows.forEach((row, k) => {
    for (let i = 0; i < dim; i++) sum[i] = (sum[i] ?? 0) + (weights[k] ?? 0) * (row[i] ?? 0);
  });
  const largest = sum.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return largest < 0 ? sum.map((value) => -value) : sum;
}
