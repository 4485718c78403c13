import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { EngineError } from '#shared/errors';
import type { ByteSource } from '#shared/files/stored-zip';
import { damaged, readDirectory, readEntry } from '#shared/files/stored-zip';
import { SESSION_EXTENSION, SESSION_ENTRY, SessionHeader } from '#shared/session-file';
import { formatBytes, MIB } from '#shared/units';

const MAX_ENTRY_BYTES = 64 * MIB;

/** What a session says of its pictures; null for a file that is no session. Throws where it was one, and is damaged. */
export function readSessionHead(path: string): Promise<SessionHeader | null> {
  return withByteSource(path, async (source) => {
    const isCalledOne = path.endsWith(SESSION_EXTENSION);
    const entries = await readDirectory(source).catch((thrown: unknown) => {
      if (isCalledOne) throw thrown;
      return null; // whoever reads it as pictures says what is wrong with it
    });
    const entry = entries?.get(SESSION_ENTRY);
    if (!entry) {
      if (isCalledOne) throw damaged(source, 'it is not a session of Mnemoscope');
      return null;
    }
    if (entry.size > MAX_ENTRY_BYTES) {
      const why = `its description is ${formatBytes(entry.size)}, and one has ${formatBytes(MAX_ENTRY_BYTES)} at most`;
      throw damaged(source, why);
    }
    const text = new TextDecoder().decode(await readEntry(source, entry));
    try {
      return SessionHeader.parse(JSON.parse(text));
    } catch (thrown) {
      const error = damaged(source, 'its description is not that of a session');
      throw new EngineError(error.code, error.message, error.next, { cause: thrown });
    }
  });
}

/** A part of a file. */
export function readFilePart(path: string, position: number, length: number): Promise<Uint8Array> {
  return withByteSource(path, (source) => source.read(position, length));
}

/** The file is open while `work` goes on. */
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
