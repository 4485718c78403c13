import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { EngineError } from '#shared/errors';
import type { PlaneSpec } from '#shared/setup';
import { readStates } from '../files/states';
import type { Runtime } from '../graphs/runtime';
import { meanState } from '../memories/queries';
import { drawWithoutReplacement, Random, Stream } from '../memories/random';

/** A plane in state space: origin + u axes[0] + v axes[1], axes orthonormal, all [dim] in float64. */
export interface Plane {
  readonly origin: Float64Array;
  readonly axes: readonly [Float64Array, Float64Array];
}

type Vector = Float64Array;

export async function makePlane(
  spec: PlaneSpec,
  memories: Float32Array,
  dim: number,
  runtime: Runtime,
): Promise<Plane> {
  switch (spec.kind) {
    case 'pca':
      return principalPlane(memories, dim, runtime);
    case 'memories':
      return planeThrough(spec.indices, memories, dim);
    case 'random': {
      const random = new Random(spec.seed, Stream.plane);
      const normals = () => Float64Array.from({ length: dim }, () => random.normal());
      return { origin: meanState(memories, dim), axes: orthonormal(normals(), normals()) };
    }
    case 'file':
      return planeFromFile(spec.path, dim);
  }
}

/** Above this the Gram matrix of a sample of the memories gives the axes. */
const MAX_GRAM_SIZE = 512;

/**
 * The two directions of largest variance of the memories around their mean, from the Gram matrix of the centred
 * memories (K is small against D). Each axis points to where its largest coordinate is positive.
 */
async function principalPlane(memories: Float32Array, dim: number, runtime: Runtime): Promise<Plane> {
  const origin = meanState(memories, dim);
  const numMemories = memories.length / dim;
  const sample = drawWithoutReplacement(new Random(0, Stream.plane, 1), numMemories, MAX_GRAM_SIZE).sort(
    (a, b) => a - b,
  );
  const centred = sample.map((k) => difference(rowOf(memories, k, dim), origin));
  const weights = leadingEigenvectors(await gramMatrix(centred, dim, runtime));
  const combined = weights.map((w) => combination(centred, w, dim));
  return { origin, axes: orthonormal(...twoDirections(combined, dim)) };
}

async function gramMatrix(rows: readonly Vector[], dim: number, runtime: Runtime): Promise<Matrix> {
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
  return Matrix.from1DArray(size, size, out.doubles('product'));
}

/** The eigenvectors of the (at most two) largest eigenvalues that are not 0 up to rounding. */
function leadingEigenvectors(gram: Matrix): Vector[] {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
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
  return largest < 0 ? sum.map((value) => -value) : sum;
}

/** Fills up with random directions where the memories span less than a plane. */
function twoDirections(found: readonly Vector[], dim: number): [Vector, Vector] {
  const random = new Random(0, Stream.plane, 2);
  const normals = () => Float64Array.from({ length: dim }, () => random.normal());
  return [found[0] ?? normals(), found[1] ?? normals()];
}

function planeThrough(indices: readonly number[], memories: Float32Array, dim: number): Plane {
  const count = memories.length / dim;
  const [a, b, c] = indices.map((index) => {
    if (index >= 0 && index < count) return Float64Array.from(rowOf(memories, index, dim));
    throw new EngineError(
      'bad-request',
      `There is no memory ${String(index)}: ${String(count)} are stored.`,
      `Choose numbers from 0 to ${String(count - 1)}.`,
    );
  });
  const origin = a ?? new Float64Array(dim);
  return { origin, axes: orthonormal(difference(b ?? origin, origin), difference(c ?? origin, origin)) };
}

async function planeFromFile(path: string, dim: number): Promise<Plane> {
  const rows = await readStates(path);
  if (rows.count !== 3 || rows.dim !== dim) {
    throw new EngineError(
      'bad-input',
      `The plane has shape [${String(rows.count)}, ${String(rows.dim)}] (${path}).`,
      `It must be [3, ${String(dim)}]: the origin, and two orthonormal axes.`,
    );
  }
  const [origin, u, v] = [0, 1, 2].map((i) => Float64Array.from(rowOf(rows.data, i, dim)));
  const axes = [u ?? new Float64Array(), v ?? new Float64Array()] as const;
  const slack = 1e-4;
  if (
    Math.abs(dot(axes[0], axes[0]) - 1) > slack ||
    Math.abs(dot(axes[1], axes[1]) - 1) > slack ||
    Math.abs(dot(axes[0], axes[1])) > slack
  ) {
    throw new EngineError('bad-input', `The plane's axes are not orthonormal (${path}).`);
  }
  return { origin: origin ?? new Float64Array(), axes };
}

/** Gram and Schmidt, twice for the second vector; refuses vectors on one line. */
function orthonormal(first: Vector, second: Vector): [Vector, Vector] {
  const u = scaled(first, 1 / Math.sqrt(dot(first, first)));
  let v = second;
  const before = Math.sqrt(dot(v, v));
  for (let round = 0; round < 2; round++) v = difference(v, scaled(u, dot(u, v)));
  const after = Math.sqrt(dot(v, v));
  if (!(after > 1e-6 * before) || u.some((value) => !Number.isFinite(value))) {
    throw new EngineError(
      'bad-request',
      'The chosen states lie on one line: they span no plane.',
      'Choose others.',
    );
  }
  return [u, scaled(v, 1 / after)];
}

export function rowOf(states: Float32Array, index: number, dim: number): Float32Array {
  return states.subarray(index * dim, (index + 1) * dim);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

export function difference(a: ArrayLike<number>, b: ArrayLike<number>): Vector {
  return Float64Array.from({ length: a.length }, (_, i) => (a[i] ?? 0) - (b[i] ?? 0));
}

function scaled(a: Vector, factor: number): Vector {
  return a.map((value) => value * factor);
}
