import type { UnzipFileInfo } from 'fflate';
import { unzipSync } from 'fflate';
import { EngineError } from '#shared/errors';
import { formatBytes, MIB } from '#shared/units';
import type { Candidate } from './file-set';

const MAX_ENTRIES = 100_000;
const MAX_UNPACKED_BYTES = 1024 * MIB;
const MAX_RATIO = 1100; // deflate cannot exceed 1032, so a header that states more is false

/** Returns a filter for unzipping that throws if an archive would unpack to more than the limits. */
function guardArchive(name: string): (entry: UnzipFileInfo) => boolean {
  let entries = 0;
  let unpacked = 0;
  return ({ size, originalSize }) => {
    entries++;
    unpacked += originalSize;
    if (entries > MAX_ENTRIES || unpacked > MAX_UNPACKED_BYTES || originalSize > MAX_RATIO * (size + 64)) {
      throw new EngineError(
        'too-large',
        `${name} unpacks to more than ${formatBytes(MAX_UNPACKED_BYTES)} or ${String(MAX_ENTRIES)} files.`,
        'Unpack it and open the folder.',
      );
    }
    return true;
  };
}

/**
 * Unpacks an archive into memory. Returns the bytes of its members by their names.
 * @throws EngineError `too-large` if it would unpack to more than the limits, `bad-input` if it is damaged.
 */
export function unpack(bytes: Uint8Array, name: string): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: guardArchive(name) });
  } catch (thrown) {
    if (thrown instanceof EngineError) throw thrown;
    throw new EngineError('bad-input', `${name} is a damaged archive.`, 'Create or download it again.', {
      cause: thrown,
    });
  }
}

/**
 * Returns the files of an archive as candidates for a set. Nothing is written to disk.
 * @throws EngineError as `unpack` does.
 */
export function candidatesFromZip(bytes: Uint8Array, name: string): Candidate[] {
  const members = unpack(bytes, name);
  return Object.entries(members).flatMap(([path, content]) => {
    const parts = path.split('/').filter((part) => part !== '');
    const isSystemFile = parts.some((part) => part.startsWith('.') || part === '__MACOSX');
    if (path.endsWith('/') || isSystemFile) return [];
    return [{ file: { bytes: content }, name: path, className: parts.at(-2) ?? null }];
  });
}
