import type { NpyArray, NpyHeader } from '#shared/files/npy';
import {
  malformedArrayError,
  NPY_MAX_HEADER_BYTES,
  parseNpyHeader,
  readNpyNumbers,
  TOO_SHORT,
} from '#shared/files/npy';
import { PartReader, readPart, fileSize } from './read-file';

/** A .npy array that is read from its file in parts, because it may be larger than memory. */
export interface NpyFile {
  readonly head: NpyHeader;
  /** The total count of numbers. */
  readonly length: number;
  /** Reads the numbers [first, first + count) in C order. */
  numbers(first: number, count: number): Promise<NpyArray>;
}

/** The advice for an array for which `openNpy` returns null, and which is too large to read as a whole. */
export const SAVE_IN_C_ORDER =
  'Save it in C order, which is read a part at a time: numpy.save(path, numpy.ascontiguousarray(array)).';

/**
 * Opens a .npy file to read it in parts. Returns null if its numbers are not in C order, because it must then
 * be read as a whole.
 * @throws EngineError `bad-input` if the file is not a .npy file or ends early, or cannot be read.
 */
export async function openNpy(path: string): Promise<NpyFile | null> {
  const head = parseNpyHeader(await readPart(path, 0, NPY_MAX_HEADER_BYTES), path);
  if (head.isColumnMajor) return null;
  const { shape, bytesPerNumber, start } = head;
  const length = shape.reduce((product, size) => product * size, 1);
  if ((await fileSize(path)) < start + length * bytesPerNumber) throw malformedArrayError(path, TOO_SHORT);
  const parts = new PartReader(path);
  return {
    head,
    length,
    async numbers(first, count) {
      const bytes = await parts.read(start + first * bytesPerNumber, count * bytesPerNumber);
      if (bytes.length < count * bytesPerNumber) throw malformedArrayError(path, TOO_SHORT); // the file was truncated after it was opened
      return readNpyNumbers(head, bytes, 0, count);
    },
  };
}
