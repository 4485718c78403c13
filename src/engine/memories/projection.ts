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
 * The random projection S [Y, D] as the inputs of its graphs. `numRows` is the number of rows that are
 * computed: Y, or the rows of all blocks of the structured projection. Its rows past Y have no effect,
 * because T is 0 there.
 */
export interface Projection {
  /** The name of its graphs: "gaussian", "structured2" or "structured3". */
  readonly graph: string;
  readonly numFeatures: number;
  readonly numRows: number;
  /** The inputs of the graphs that form S. */
  readonly inputs: Readonly<Record<string, { data: Float32Array; shape: readonly [number, number] }>>;
  readonly report: ProjectionReport;
}

/** The structured transform mixes too little below this many dimensions, so `auto` means Gaussian there. */
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

/**
 * Reads S from the file of a specification, or draws it by the seed.
 * @throws EngineError `too-large` if a dense S is over the limit, `bad-input` if the file does not fit.
 */
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

/**
 * Draws S [Y, D] with i.i.d. standard normal entries.
 * @throws EngineError `too-large` if S is over the limit.
 */
export function gaussianProjection(dim: number, numFeatures: number, seed: number): Projection {
  const rows = emptyRows(dim, numFeatures, ' Gaussian');
  fillGaussian(rows, dim, seed, 0);
  return denseProjection(rows, numFeatures, dim, 'gaussian');
}

/** Returns the number of rows whose normal numbers take about 20 ms to draw. */
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

/** Draws rows [n, dim] of S from row `firstRow` on. Row i depends on (seed, i) only. */
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
      'Save it with the shape [Y, D].',
    );
  }
  return denseProjection(rows.data, rows.count, dim, 'file');
}

/** Returns the projection with the given rows [numFeatures, dim]. */
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
 * Draws the structured projection, blocks diag(norms) C D3 C D2 C D1 of P rows each. The D are diagonals of
 * random signs, C is the Kronecker product of orthonormal cosine transforms of the factor sizes, and the
 * norms are chi-distributed with P degrees of freedom. It takes 4 numbers a row instead of D.
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

/**
 * Returns the structured projection of given norms and signs (three diagonals), each [numRows] for all
 * blocks.
 */
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

/** Returns the matrix [size, size] of the orthonormal discrete cosine transform (type II). */
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
