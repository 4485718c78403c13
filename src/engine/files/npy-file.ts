import type { NpyArray, NpyHeader } from '#shared/files/npy';
import { malformedArrayError, NPY_MAX_HEADER_BYTES, parseNpyHeader, readNpyNumbers, TOO_SHORT } from '#shared/files/npy';
import { PartReader, readPart, fileSize } from './read-file';

/** A .npy array that is read from its file a part at a time, because it may be larger than memory. */
export interface NpyFile {
  readonly head: NpyHeader;
  /** Numbers in all. */
  readonly length: number;
  /** Numbers [first, first + count) in C order. */
  numbers(first: number, count: number): Promise<NpyArray>;
}

/** What to do where `openNpy` gives null, and the array is too large to be read whole. */
export const SAVE_IN_C_ORDER =
  'Save it in C order, which is read a part at a time: numpy.save(path, numpy.ascontiguousarray(array)).';

/** Null where its numbers are not in C order, so that only the whole array makes sense. */
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
      if (bytes.length < count * bytesPerNumber) throw malformedArrayError(path, TOO_SHORT); // it has become shorter
      return readNpyNumbers(head, bytes, 0, count);
    },
  };
}
