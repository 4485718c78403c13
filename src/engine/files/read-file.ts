import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import { EngineError } from '#shared/errors';
import { formatBytes, MIB } from '#shared/units';

/** The size in bytes of the largest file that is read into memory as a whole. */
export const MAX_FILE_BYTES = 2048 * MIB;

/**
 * Reads a regular file as a whole. `ifTooLarge` is the advice for a file over the limit.
 * @throws EngineError `too-large` over `limitBytes`, `not-found` or `bad-input` if it cannot be read.
 */
export function readFileBytes(
  path: string | Buffer,
  limitBytes = MAX_FILE_BYTES,
  ifTooLarge = 'Split the file.',
): Promise<Buffer> {
  return withFile(path, async (file, size) => {
    if (size > limitBytes) {
      throw new EngineError(
        'too-large',
        `The file takes ${formatBytes(size)}, over the limit of ${formatBytes(limitBytes)}: ${pathText(path)}.`,
        ifTooLarge,
      );
    }
    return file.readFile();
  });
}

/**
 * Reads at most `length` bytes of a regular file from a position on; fewer at its end.
 * @throws EngineError `not-found` or `bad-input` if it cannot be read.
 */
export function readPart(path: string | Buffer, position: number, length: number): Promise<Uint8Array> {
  return withFile(path, (file, size) => partOf(file, size, position, length));
}

async function partOf(file: FileHandle, size: number, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, size - position)));
  let read = 0;
  while (read < bytes.length) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}

/**
 * Reads parts of one regular file like `readPart`, but opens it once for all parts that are requested
 * together.
 */
export class PartReader {
  readonly #path: string;
  #waiting: { position: number; length: number; resolve: (part: Promise<Uint8Array>) => void }[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  read(position: number, length: number): Promise<Uint8Array> {
    if (this.#waiting.length === 0)
      queueMicrotask(() => {
        this.#readAll();
      });
    return new Promise((resolve) => {
      this.#waiting.push({ position, length, resolve });
    });
  }

  #readAll(): void {
    const requests = this.#waiting;
    this.#waiting = [];
    const parts = withFile(this.#path, (file, size) =>
      // a part that fails does not affect the others
      Promise.allSettled(requests.map(({ position, length }) => partOf(file, size, position, length))),
    );
    requests.forEach(({ resolve }, i) => {
      resolve(parts.then((all) => this.#value(all[i])));
    });
  }

  #value(part: PromiseSettledResult<Uint8Array> | undefined): Uint8Array {
    if (part?.status === 'fulfilled') return part.value;
    throw readError(part?.reason, this.#path);
  }
}

/**
 * Returns the size of a regular file in bytes.
 * @throws EngineError `not-found` or `bad-input` if it cannot be read.
 */
export function fileSize(path: string | Buffer): Promise<number> {
  return withFile(path, (_, size) => Promise.resolve(size));
}

/**
 * Returns a number that changes when a file or folder changes, for cache keys of values derived from it.
 * Returns null without a path, and for a path that cannot be read, because the code that then reads it
 * reports why.
 */
export async function fileStamp(path: string | undefined): Promise<number | null> {
  if (path === undefined) return null;
  return stat(path).then(
    ({ mtimeMs, size }) => mtimeMs + size,
    () => null,
  );
}

async function withFile<T>(
  path: string | Buffer,
  use: (file: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  try {
    const file = await open(path, 'r');
    try {
      const stats = await file.stat();
      if (!stats.isFile()) {
        throw new EngineError(
          'bad-input',
          `This is not a regular file: ${pathText(path)}.`,
          'Choose a file.',
        );
      }
      return await use(file, stats.size);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw thrown instanceof EngineError ? thrown : readError(thrown, path);
  }
}

/** Converts an error of the file system to one for people. */
export function readError(thrown: unknown, path: string | Buffer): EngineError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const options = { cause: thrown };
  if (code === 'ENOENT') {
    return new EngineError('not-found', `${pathText(path)} does not exist.`, 'Check the path.', options);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const next = 'Change its permissions, or choose another file.';
    return new EngineError(
      'bad-input',
      `You do not have permission to read ${pathText(path)}.`,
      next,
      options,
    );
  }
  return new EngineError(
    'bad-input',
    `Reading failed (${code || 'unknown cause'}): ${pathText(path)}.`,
    'Copy it to another disk and try again.',
    options,
  );
}

function pathText(path: string | Buffer): string {
  return path.toString();
}
