import { EngineError } from '#shared/errors';
import type { Npy, NpyArray } from '#shared/files/npy';
import { NPY_MAX_HEADER_BYTES, parseNpy, parseNpyHeader } from '#shared/files/npy';
import { SAVE_IN_C_ORDER, openNpy } from './npy-file';
import { MAX_FILE_BYTES, readFileBytes, readPart } from './read-file';

/** States from a file, as rows of float32. */
export interface StateRows {
  /** [count, dim] */
  readonly data: Float32Array;
  readonly count: number;
  readonly dim: number;
}

/**
 * Reads states [n, D] unchanged from a .npy file. Further axes are flattened into D.
 * @throws EngineError `bad-input` if the file is malformed or contains a value that is not finite;
 * `not-found`, `too-large`.
 */
export async function readStates(path: string): Promise<StateRows> {
  return statesOf(await readNpy(path), path);
}

function statesOf({ data, shape }: Npy, path: string): StateRows {
  const { count, dim } = matrixShape(shape, path);
  return { data: requireFiniteStates(data, dim, 0, path), count, dim };
}

/** The count of numbers in one read. */
const NUMBERS_PER_READ = 2 ** 22;

/**
 * Reads the same states in parts, so that memory contains them only once, whatever their type in the file.
 * The caller checks that the states fit in memory.
 * @throws EngineError as `readStates` does; only files in Fortran order can be `too-large`.
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

/**
 * Reads the shape of the states in a .npy file from its header alone.
 * @throws EngineError `bad-input` if the array is not a matrix, `not-found` if there is no such file.
 */
export async function statesShape(path: string): Promise<{ count: number; dim: number }> {
  const { shape } = parseNpyHeader(await readPart(path, 0, NPY_MAX_HEADER_BYTES), path);
  return matrixShape(shape, path);
}

/**
 * Returns the rows and columns of a shape. Further axes count as columns.
 * @throws EngineError `bad-input` for a shape that is not that of a matrix, or is empty.
 */
export function matrixShape(shape: readonly number[], path: string): { count: number; dim: number } {
  const [count, ...rest] = shape;
  const dim = rest.reduce((product, size) => product * size, 1);
  if (count !== undefined && rest.length > 0 && count * dim > 0) return { count, dim };
  throw new EngineError(
    'bad-input',
    `The array has shape [${shape.join(', ')}], but it must be a matrix with a state or a feature in each row (${path}).`,
    'Save it with the shape [n, D].',
  );
}

/**
 * Returns numbers [n, dim] of a file as states in float32. `firstRow` is the index of the first row, for the
 * message.
 * @throws EngineError `bad-input` if a value is not finite.
 */
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
      `The array contains a value that is not finite, at ${at} (${path}).`,
      'Replace or remove that row.',
    );
  }
  return data;
}

/**
 * Reads which coordinates are clamped from a .npy file of bool or uint8, [D] or [B, D]. Returns [B, D] of 0
 * and 1.
 * @throws EngineError `bad-input` for another type or shape.
 */
export async function readClamped(path: string, numQueries: number, dim: number): Promise<Uint8Array> {
  const { data, shape, type } = await readNpy(path);
  const fits =
    (shape.length === 1 && shape[0] === dim) ||
    (shape.length === 2 && shape[0] === numQueries && shape[1] === dim);
  if ((type !== 'b1' && type !== 'u1') || !fits) {
    throw new EngineError(
      'bad-input',
      `The clamp file has type ${type} and shape [${shape.join(', ')}] (${path}).`,
      `It must be bool or uint8 of shape [${String(dim)}] or [${String(numQueries)}, ${String(dim)}].`,
    );
  }
  return Uint8Array.from({ length: numQueries * dim }, (_, i) => (data[i % data.length] ? 1 : 0));
}

/**
 * Reads a .npy file as a whole.
 * @throws EngineError `bad-input`, `not-found` or `too-large` if it cannot be read.
 */
export async function readNpy(path: string): Promise<Npy> {
  return parseNpy(await readFileBytes(path), path);
}
