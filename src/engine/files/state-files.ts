import { EngineError } from '#shared/errors';
import type { Npy, NpyArray } from '#shared/files/npy';
import { NPY_MAX_HEADER_BYTES, parseNpy, parseNpyHeader } from '#shared/files/npy';
import { SAVE_IN_C_ORDER, openNpy } from './npy-file';
import { MAX_FILE_BYTES, readFileBytes, readPart } from './read-file';

/** States as rows of float32. */
export interface StateRows {
  /** [count, dim] */
  readonly data: Float32Array;
  readonly count: number;
  readonly dim: number;
}

/** Reads [n, D] states from a .npy file as they are; further axes are flattened into D. */
export async function readStates(path: string): Promise<StateRows> {
  return statesOf(await readNpy(path), path);
}

function statesOf({ data, shape }: Npy, path: string): StateRows {
  const { count, dim } = matrixShape(shape, path);
  return { data: requireFiniteStates(data, dim, 0, path), count, dim };
}

/** Numbers that are read at once. */
const NUMBERS_PER_READ = 2 ** 22;

/**
 * The same a part at a time, so that the file may be of any size: for whoever knows that its states fit in memory, which
 * holds them once.
 */
export async function readStatesInParts(path: string, numbersPerRead = NUMBERS_PER_READ): Promise<StateRows> {
  const file = await openNpy(path);
  if (!file)
    return statesOf(parseNpy(await readFileBytes(path, MAX_FILE_BYTES, SAVE_IN_C_ORDER), path), path);
  const { count, dim } = matrixShape(file.head.shape, path);
  const data = new Float32Array(count * dim);
  const most = Math.max(1, Math.floor(numbersPerRead / dim));
  for (let first = 0; first < count; first += most) {
    const numbers = await file.numbers(first * dim, Math.min(most, count - first) * dim);
    data.set(requireFiniteStates(numbers, dim, first, path), first * dim);
  }
  return { data, count, dim };
}

/** Of the matrix in a .npy file, from its head alone. */
export async function statesShape(path: string): Promise<{ count: number; dim: number }> {
  const { shape } = parseNpyHeader(await readPart(path, 0, NPY_MAX_HEADER_BYTES), path);
  return matrixShape(shape, path);
}

/** Rows and columns; further axes are columns too. */
export function matrixShape(shape: readonly number[], path: string): { count: number; dim: number } {
  const [count, ...rest] = shape;
  const dim = rest.reduce((product, size) => product * size, 1);
  if (count !== undefined && rest.length > 0 && count * dim > 0) return { count, dim };
  throw new EngineError(
    'bad-input',
    `The array has shape [${shape.join(', ')}], but it must be a matrix with a state or a feature in each row (${path}).`,
    'Its shape must be [n, D].',
  );
}

/** Numbers of a file as states, the first being row `firstRow`. */
export function requireFiniteStates(
  numbers: NpyArray,
  dim: number,
  firstRow: number,
  path: string,
): Float32Array {
  const data = numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    const at = `row ${String(firstRow + Math.floor(i / dim))}, column ${String(i % dim)}`;
    throw new EngineError(
      'bad-input',
      `The array holds a value that is not finite, at ${at} (${path}).`,
      'Replace or leave out that row.',
    );
  }
  return data;
}

/** Reads which coordinates are clamped: [D] or [B, D] bool or uint8, as [numQueries, dim] of 0 and 1. */
export async function readClamped(path: string, numQueries: number, dim: number): Promise<Uint8Array> {
  const { data, shape, type } = await readNpy(path);
  const fits =
    (shape.length === 1 && shape[0] === dim) ||
    (shape.length === 2 && shape[0] === numQueries && shape[1] === dim);
  if ((type !== 'b1' && type !== 'u1') || !fits) {
    throw new EngineError(
      'bad-input',
      `The clamp file holds ${type} [${shape.join(', ')}] (${path}).`,
      `It must be bool or uint8 of shape [${String(dim)}] or [${String(numQueries)}, ${String(dim)}].`,
    );
  }
  return Uint8Array.from({ length: numQueries * dim }, (_, i) => (data[i % data.length] ? 1 : 0));
}

export async function readNpy(path: string): Promise<Npy> {
  return parseNpy(await readFileBytes(path), path);
}
