import type { UnzipFileInfo } from 'fflate';
import { unzipSync } from 'fflate';
import { EngineError } from '#shared/errors';
import { formatBytes, MIB } from '#shared/units';
import type { Candidate } from './file-set';

const MAX_ENTRIES = 100_000;
const MAX_UNPACKED_BYTES = 1024 * MIB;
const MAX_RATIO = 1100; // deflate's own limit is 1032: beyond it a header lies

/** A filter for unzipping that refuses archives which would unpack to more than fits. */
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

/** The members of an archive, in memory. */
export function unpack(bytes: Uint8Array, name: string): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: guardArchive(name) });
  } catch (thrown) {
    if (thrown instanceof EngineError) throw thrown;
    throw new EngineError('bad-input', `${name} is a damaged archive.`, 'Make or download it again.', {
      cause: thrown,
    });
  }
}

/** The files of an archive as candidates for a set; nothing is written to disk. */
export function candidatesFromZip(bytes: Uint8Array, name: string): Candidate[] {
  const members = unpack(bytes, name);
  return Object.entries(members).flatMap(([path, content]) => {
    const parts = path.split('/').filter((part) => part !== '');
    const isLitter = parts.some((part) => part.startsWith('.') || part === '__MACOSX');
    if (path.endsWith('/') || isLitter) return [];
    return [{ file: { bytes: content }, name: path, className: parts.at(-2) ?? null }];
  });
}
