import type { Runtime } from '../graphs/runtime';
import { meanState } from '../memories/queries';
import { drawWithoutReplacement, Random, Stream } from '../memories/random';
import type { Plane, Vector } from './vectors';
import { difference, orthonormal, rowOf, scaled } from './vectors';

/** Above this many memories, the Gram matrix of a sample of them gives the axes. */
const MAX_GRAM_SIZE = 512;

/**
 * The plane through the mean of the memories along their two directions of largest variance, from the Gram matrix of
 * the centred memories (K is small against D). Each axis points to where its largest coordinate is positive; where
 * the memories span less than a plane, a random direction fills up. Cost: O(K^2 D), K at most 512.
 */
export async function principalPlane(memories: Float32Array, dim: number, runtime: Runtime): Promise<Plane> {
  const origin = meanState(memories, dim);
  const numMemories = memories.length / dim;
  const random = new Random(0, Stream.plane, 1);
  const sample = drawWithoutReplacement(random, numMemories, MAX_GRAM_SIZE).sort((a, b) => a - b);
  const centred = sample.map((k) => difference(rowOf(memories, k, dim), origin));
  const weights = await leadingEigenvectors(await gramMatrix(centred, dim, runtime), centred.length);
  const axes = weights.map((w) => combination(centred, w, dim));
  const normals = () => Float64Array.from({ length: dim }, () => random.normal());
  return { origin, axes: orthonormal(axes[0] ?? normals(), axes[1] ?? normals()) };
}

/** The scalar products of all pairs of rows, [rows, rows]. */
async function gramMatrix(rows: readonly Vector[], dim: number, runtime: Runtime): Promise<Float64Array> {
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

/** The eigenvectors of the (at most two) largest eigenvalues that are not 0 up to rounding. */
async function leadingEigenvectors(gram: Float64Array, size: number): Promise<Vector[]> {
  const { EigenvalueDecomposition, Matrix } = await import('ml-matrix'); // a landscape's alone, so loaded with the first
  const matrix = Matrix.from1DArray(size, size, gram);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((value, i) => ({ value, i })).sort((a, b) => b.value - a.value);
  const largest = order[0]?.value ?? 0;
  return order
    .slice(0, 2)
    .filter(({ value }) => value > 1e-12 * largest && value > 0)
    .map(({ i }) => Float64Array.from(eigenvectorMatrix.getColumn(i)));
}

function combination(rows: readonly Vector[], weights: Vector, dim: number): Vector {
  const sum = new Float64Array(dim);
  rows.forEach((row, k) => {
    for (let i = 0; i < dim; i++) sum[i] = (sum[i] ?? 0) + (weights[k] ?? 0) * (row[i] ?? 0);
  });
  const largest = sum.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return largest < 0 ? scaled(sum, -1) : sum;
}
