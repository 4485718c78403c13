import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { EngineError } from '#shared/errors';
import type { ByteSource } from '#shared/files/zip-reader';
import { damagedFileError, readDirectory, readMember } from '#shared/files/zip-reader';
import { SESSION_EXTENSION, SESSION_ENTRY, SessionHeader } from '#shared/session-file';
import { formatBytes, MIB } from '#shared/units';

const MAX_ENTRY_BYTES = 64 * MIB;

/**
 * Reads the header of a session file, which says where its pictures are. Returns null for a file that is not a session.
 *
 * @throws EngineError if the file is named like a session or holds one, and is damaged.
 */
export function readSessionHeader(path: string): Promise<SessionHeader | null> {
  return withByteSource(path, async (source) => {
    const isNamedSession = path.endsWith(SESSION_EXTENSION);
    const members = await readDirectory(source).catch((thrown: unknown) => {
      if (isNamedSession) throw thrown;
      return null; // whoever reads it as pictures reports what is wrong with it
    });
    const member = members?.get(SESSION_ENTRY);
    if (!member) {
      if (isNamedSession) throw damagedFileError(source, 'it is not a Mnemoscope session');
      return null;
    }
    if (member.uncompressedSize > MAX_ENTRY_BYTES) {
      const reason = `its description takes ${formatBytes(member.uncompressedSize)}, more than the limit of ${formatBytes(MAX_ENTRY_BYTES)}`;
      throw damagedFileError(source, reason);
    }
    const text = new TextDecoder().decode(await readMember(source, member));
    try {
      return SessionHeader.parse(JSON.parse(text));
    } catch (thrown) {
      const error = damagedFileError(source, 'its description does not describe a session');
      throw new EngineError(error.code, error.message, error.next, { cause: thrown });
    }
  });
}

/**
 * Returns up to `length` bytes of a file from `position` on; fewer where the file ends before.
 *
 * @throws EngineError if the file cannot be read.
 */
export function readFilePart(path: string, position: number, length: number): Promise<Uint8Array> {
  return withByteSource(path, (source) => source.read(position, length));
}

/** Opens a file while `work` runs, and closes it whatever comes of that. */
async function withByteSource<T>(path: string, work: (source: ByteSource) => Promise<T>): Promise<T> {
  const name = basename(path);
  const file = await open(path).catch((thrown: unknown) => {
    throw new EngineError('not-found', `${name} cannot be read.`, 'It may have been moved: open it again.', {
      cause: thrown,
    });
  });
  try {
    const read = async (position: number, length: number) => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, position);
      return bytes.subarray(0, bytesRead);
    };
    return await work({ name, size: (await file.stat()).size, read });
  } finally {
    await file.close();
  }
}
