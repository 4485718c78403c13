import { open } from 'node:fs/promises';
import { EngineError } from '#shared/errors';
import { formatBytes, MIB } from '#shared/units';

/** The largest file that is read into memory as a whole. */
export const MAX_FILE_BYTES = 2048 * MIB;

/** Reads a regular file whole, or its first bytes; whatever is not a readable file is said in words. */
export async function readFileBytes(
  path: string | Buffer,
  limitBytes = MAX_FILE_BYTES,
  ifTooLarge = 'Split it.',
): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const stats = await file.stat();
      if (!stats.isFile()) {
        throw new EngineError('bad-input', `This is not a regular file: ${shown(path)}.`, 'Choose a file.');
      }
      if (stats.size > limitBytes) {
        throw new EngineError(
          'too-large',
          `The file takes ${formatBytes(stats.size)}, over the limit of ${formatBytes(limitBytes)}: ${shown(path)}.`,
          ifTooLarge,
        );
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw thrown instanceof EngineError ? thrown : readError(thrown, path);
  }
}

/** A file system error as a sentence. */
export function readError(thrown: unknown, path: string | Buffer): EngineError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const options = { cause: thrown };
  if (code === 'ENOENT') {
    return new EngineError(
      'not-found',
      `There is no file or folder ${shown(path)}.`,
      'Check the path.',
      options,
    );
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const next = 'Change its permissions or choose another.';
    return new EngineError('bad-input', `Reading is not permitted: ${shown(path)}.`, next, options);
  }
  return new EngineError(
    'bad-input',
    `Reading failed (${code || 'unknown cause'}): ${shown(path)}.`,
    'Copy it to another disk and try again.',
    options,
  );
}

function shown(path: string | Buffer): string {
  return path.toString();
}
