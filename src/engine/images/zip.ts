import type { SkippedFile } from '#shared/api';
import { unzip } from '../files/unzip';
import { isIdx } from './array-files';
import type { Candidate } from './file-set';
import { isSystemFile } from './walk';

/**
 * Returns the files of a zip archive as candidates for a set, and those that cannot be used in `skipped`. Files
 * that a folder would not show are passed over. Nothing is written to disk.
 * @throws EngineError as `unzip` does.
 */
export async function candidatesFromZip(
  archive: Uint8Array,
  name: string,
  signal: AbortSignal,
): Promise<{ candidates: Candidate[]; skipped: SkippedFile[] }> {
  const isWanted = (memberName: string) => !partsOf(memberName).some(isSystemFile);
  const { files, skipped } = await unzip(archive, name, isWanted, signal);
  const candidates: Candidate[] = [];
  for (const { name: path, bytes } of files) {
    const kind = kindOpenedAlone(bytes);
    if (kind) skipped.push({ path, reason: `it is ${kind}; unpack it and open it by itself` });
    else candidates.push({ file: { bytes }, name: path, className: partsOf(path).at(-2) ?? null });
  }
  return { candidates, skipped };
}

function partsOf(memberName: string): string[] {
  return memberName.split('/').filter((part) => part !== '');
}

/** Returns what a file is that is a set of its own; null for any other file. */
function kindOpenedAlone(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, 6));
  if (start.startsWith('PK')) return 'an archive';
  return start === '\x93NUMPY' || isIdx(bytes) ? 'an array file' : null;
}
