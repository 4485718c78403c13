import type { SkippedFile } from '#shared/api';
import { isNpy } from '#shared/files/npy';
import { unzip } from '../files/unzip';
import { isIdx } from './array-files';
import type { Candidate } from './file-set';
import { isSystemFile } from './walk';

/** The largest size of an archive's end: its end mark and a comment. */
const MAX_END_BYTES = 0x1_0100;

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

/** Returns whether a file is a zip archive, or a program for Windows that unpacks the archive at its end. */
export function isZip({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const start = bytes.toString('latin1', 0, 2);
  return start === 'PK' || (start === 'MZ' && bytes.includes('PK\x05\x06', -MAX_END_BYTES));
}

function partsOf(memberName: string): string[] {
  return memberName.split('/').filter((part) => part !== '');
}

/** Returns what a file is that is a set of its own; null for any other file. */
function kindOpenedAlone(bytes: Uint8Array): string | null {
  if (isZip(bytes)) return 'an archive';
  return isNpy(bytes) || isIdx(bytes) ? 'an array file' : null;
}
