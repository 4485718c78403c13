import type { ProjectionReport } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { DrdamSpec } from '#shared/setup';
import { formatBytes } from '#shared/units';
import { readStates } from '../files/state-files';
import { MAX_TENSOR_BYTES } from '../graphs/runtime';
import { yieldToEventLoop } from '../cooperative-yield';
import { factorSizes, STRUCTURED_VERSION } from './factors';
import { fillOrthogonal } from './orthogonal';
import { Random, Stream } from './random';

/**
 * The random projection S [Y, D], in the form that its graphs take. `numRows` counts the rows that are computed: Y, or
 * those of all blocks of the structured projection, whose rows past Y count for nothing because T is 0 there.
 */
export interface Projection {
  /** Names the graphs: "gaussian", "structured2", "structured3". */
  readonly graph: string;
  readonly numFeatures: number;
  readonly numRows: number;
  /** The graphs' inputs that make up S. */
  readonly inputs: Readonly<Record<string, { data: Float32Array; shape: readonly [number, number] }>>;
  readonly report: ProjectionReport;
}

/** Below this many dimensions the structured transform mixes too little; `auto` is Gaussian there. */
export const STRUCTURED_FROM_DIM = 128;

/** Returns the warnings about a projection. */
export function projectionNotices({ projection, projectionFile }: DrdamSpec, dim: number): Notice[] {
  if (projection !== 'structured' || projectionFile !== undefined || dim >= STRUCTURED_FROM_DIM) return [];
  return [
    {
      id: 'structured-below-128',
      severity: 'warning',
      summary: `At D ${String(dim)} the structured projection mixes too little: its kernel is wrong at any Y.`,
      tip: `Use the Gaussian projection below D ${String(STRUCTURED_FROM_DIM)}.`,
    },
  ];
}

/** Makes S as a specification asks for it: from a file, or drawn by the seed. */
export async function makeProjection(spec: DrdamSpec, dim: number, signal: AbortSignal): Promise<Projection> {
  if (spec.projectionFile !== undefined) return projectionFromFile(spec.projectionFile, dim);
  const { numFeatures, seed } = spec;
  const kind = spec.projection;
  if (kind === 'gaussian' || (kind === 'auto' && dim < STRUCTURED_FROM_DIM)) {
    const rows = emptyRows(dim, numFeatures, ' Gaussian');
    for (let first = 0; first < numFeatures; first += rowsBetweenYields(dim)) {
      await yieldToEventLoop(signal);
      fillGaussian(rows.subarray(first * dim, (first + rowsBetweenYields(dim)) * dim), dim, seed, first);
    }
    return denseProjection(rows, numFeatures, dim, 'gaussian');
  }
  switch (kind) {
    case 'structured':
    case 'auto':
      return structuredProjection(dim, numFeatures, seed);
    case 'orthogonal': {
      const rows = emptyRows(dim, numFeatures, 'n orthogonal');
      await fillOrthogonal(rows, dim, seed, signal);
      return denseProjection(rows, numFeatures, dim, 'orthogonal');
    }
  }
}

/** Makes S with i.i.d. normal entries. */
export function gaussianProjection(dim: number, numFeatures: number, seed: number): Projection {
  const rows = emptyRows(dim, numFeatures, ' Gaussian');
  fillGaussian(rows, dim, seed, 0);
  return denseProjection(rows, numFeatures, dim, 'gaussian');
}

/** Rows whose normals take some 20 ms to draw. */
function rowsBetweenYields(dim: number): number {
  return Math.ceil(2 ** 19 / dim);
}

function emptyRows(dim: number, numFeatures: number, kind: string): Float32Array {
  const bytes = numFeatures * dim * Float32Array.BYTES_PER_ELEMENT;
  if (bytes > MAX_TENSOR_BYTES) {
    throw new EngineError(
      'too-large',
      `A${kind} projection of ${String(numFeatures)} x ${String(dim)} takes ${formatBytes(bytes)}, ` +
        `over the limit of ${formatBytes(MAX_TENSOR_BYTES)}.`,
      'Use the structured projection, which takes a few megabytes, or fewer features.',
    );
  }
  return new Float32Array(numFeatures * dim);
}

/** Draws rows [n, dim] of S, the first being row `firstRow`; row i is made from (seed, block i). */
export function fillGaussian(rows: Float32Array, dim: number, seed: number, firstRow: number): void {
  for (let i = 0; i < rows.length / dim; i++) {
    const random = new Random(seed, Stream.gaussian, firstRow + i);
    for (let j = 0; j < dim; j++) rows[i * dim + j] = random.normal();
  }
}

async function projectionFromFile(path: string, dim: number): Promise<Projection> {
  const rows = await readStates(path);
  if (rows.dim !== dim) {
    throw new EngineError(
      'bad-input',
      `The projection has ${String(rows.dim)} columns, but the states have ${String(dim)} coordinates (${path}).`,
      'Its shape must be [Y, D].',
    );
  }
  return denseProjection(rows.data, rows.count, dim, 'file');
}

/** The projection of given rows [numFeatures, dim]. */
export function denseProjection(
  rows: Float32Array,
  numFeatures: number,
  dim: number,
  kind: 'gaussian' | 'orthogonal' | 'file',
): Projection {
  return {
    graph: 'gaussian',
    numFeatures,
    numRows: numFeatures,
    inputs: { projection: { data: rows, shape: [numFeatures, dim] } },
    report: { kind, numFeatures },
  };
}

/**
 * Blocks diag(norms) C D3 C D2 C D1 of P rows each: random signs D, C the Kronecker product of orthonormal cosine
 * transforms of the factor sizes, norms chi-distributed with P degrees of freedom. Takes 4 numbers a row instead of D.
 */
export function structuredProjection(dim: number, numFeatures: number, seed: number): Projection {
  const factors = factorSizes(dim);
  const paddedDim = factors.reduce((product, size) => product * size, 1);
  const numBlocks = Math.ceil(numFeatures / paddedDim);
  const numRows = numBlocks * paddedDim;
  const signs = [0, 1, 2].map(() => new Float32Array(numRows));
  const norms = new Float32Array(numRows);
  for (let block = 0; block < numBlocks; block++) {
    const start = block * paddedDim;
    const bits = new Random(seed, Stream.signs, block);
    for (const diagonal of signs) fillSigns(diagonal.subarray(start, start + paddedDim), bits);
    const random = new Random(seed, Stream.norms, block);
    for (let i = 0; i < paddedDim; i++) norms[start + i] = random.chi(paddedDim);
  }
  return structuredProjectionFrom(factors, numFeatures, signs, norms);
}

/** The structured projection of given signs (three diagonals) and norms, each with a number for every row of every block. */
export function structuredProjectionFrom(
  factors: readonly number[],
  numFeatures: number,
  signs: readonly Float32Array[],
  norms: Float32Array,
): Projection {
  const paddedDim = factors.reduce((product, size) => product * size, 1);
  const numRows = norms.length;
  const shape = [numRows / paddedDim, paddedDim] as const;
  return {
    graph: `structured${String(factors.length)}`,
    numFeatures,
    numRows,
    inputs: {
      ...Object.fromEntries(signs.map((data, round) => [`signs${String(round)}`, { data, shape }])),
      norms: { data: norms, shape },
      ...Object.fromEntries(
        factors.map((size, i) => [
          `factor${String(i)}`,
          { data: cosineTransform(size), shape: [size, size] },
        ]),
      ),
    },
    report: {
      kind: 'structured',
      numFeatures,
      factors: [...factors],
      paddedDim,
      version: STRUCTURED_VERSION,
    },
  };
}

function fillSigns(diagonal: Float32Array, random: Random): void {
  for (let i = 0; i < diagonal.length; i += 32) {
    const bits = random.bits();
    const end = Math.min(i + 32, diagonal.length);
    for (let j = i; j < end; j++) diagonal[j] = (bits >>> (j - i)) & 1 ? 1 : -1;
  }
}

/** The orthonormal discrete cosine transform (type II), [size, size]. */
function cosineTransform(size: number): Float32Array {
  const matrix = new Float32Array(size * size);
  for (let k = 0; k < size; k++) {
    const scale = Math.sqrt((k === 0 ? 1 : 2) / size);
    for (let j = 0; j < size; j++) {
      matrix[k * size + j] = scale * Math.cos((Math.PI * (j + 0.5) * k) / size);
    }
  }
  return matrix;
}
