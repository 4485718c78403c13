import type { Entry, FileEntry } from '@zip.js/zip.js/lib/zip-core-custom.js';
import {
  ERR_AMBIGUOUS_ARCHIVE,
  ERR_CENTRAL_DIRECTORY_NOT_FOUND,
  ERR_ENCRYPTED_CENTRAL_DIRECTORY,
  ERR_ENTRY_DATA_OUT_OF_BOUNDS,
  ERR_SPLIT_ZIP_FILE,
  Reader,
  Uint8ArrayWriter,
  ZipReader,
} from '@zip.js/zip.js/lib/zip-core-custom.js';
import { EngineError } from '../errors';

/** A file or blob of which any part can be read. */
export interface ByteSource {
  /** The name for messages. */
  readonly name: string;
  readonly size: number;
  /** Returns up to `length` bytes from `position` on; fewer where the source ends before. */
  read(position: number, length: number): Promise<Uint8Array>;
}

/** A file in a zip archive, as its directory describes it. Sizes are in bytes. */
export type ZipMember = FileEntry;

/** Lets zip.js read parts of a source. A directory that lies about its size asks for no more than there is. */
class SourceReader extends Reader<ByteSource> {
  constructor(private readonly source: ByteSource) {
    super(source);
    this.size = source.size;
  }

  override readUint8Array(position: number, length: number): Promise<Uint8Array> {
    return this.source.read(position, Math.max(0, Math.min(length, this.size - position)));
  }
}

/**
 * Lists the files in a zip archive, one by one, in the order of its directory. Folders are left out. Only the
 * directory is read. Backslashes in names, which old programs for Windows write, become slashes.
 *
 * @throws EngineError if the archive is damaged, one part of several, or hides its names with a password.
 */
export async function* zipMembers(source: ByteSource): AsyncGenerator<ZipMember> {
  const reader = new ZipReader(new SourceReader(source), {
    useWebWorkers: false,
    filenameValidation: 'tolerant', // nothing is ever written under the name of a member
    normalizeFilename: (name) => name.replaceAll('\\', '/'),
  });
  const entries: AsyncGenerator<Entry> = reader.getEntriesGenerator();
  try {
    for await (const entry of entries) if (!entry.directory) yield entry;
  } catch (thrown) {
    throw archiveError(source, thrown);
  }
}

/**
 * Returns the files in a zip archive by name; null for a file that is not a zip archive. Only the directory at
 * the file's end is read, so that a truncated file is recognised at once and large members are read only when
 * they are needed.
 *
 * @throws EngineError if the archive is damaged.
 */
export async function readDirectory(source: ByteSource): Promise<Map<string, ZipMember> | null> {
  const first = await source.read(0, Math.min(4, source.size));
  if (!first.every((byte, i) => byte === 'PK\x03\x04'.charCodeAt(i)) || first.length < 4) return null;
  const members = new Map<string, ZipMember>();
  for await (const member of zipMembers(source)) members.set(member.filename, member);
  return members;
}

/**
 * Returns the bytes of a member, read part by part.
 *
 * @throws EngineError if the archive is truncated, or the member's size or checksum differs.
 */
export async function readMember(source: ByteSource, member: ZipMember): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await member.getData(new Uint8ArrayWriter(), { checkCrc32: true });
  } catch (thrown) {
    if (thrown instanceof EngineError) throw thrown;
    const isCut = messageOf(thrown) === ERR_ENTRY_DATA_OUT_OF_BOUNDS;
    const why = isCut ? 'the file ends early' : `${member.filename} in it has changed since it was written`;
    throw damagedFileError(source, why, thrown);
  }
}

/** Returns the error of a damaged file. `why` is a phrase. */
export function damagedFileError(
  { name }: Pick<ByteSource, 'name'>,
  why: string,
  cause?: unknown,
): EngineError {
  return new EngineError(
    'bad-input',
    `${name} is damaged: ${why}.`,
    'Open another copy, or download it again.',
    { cause },
  );
}

/** Returns the error of an archive of which nothing can be read without its password. */
export function passwordError({ name }: Pick<ByteSource, 'name'>, cause?: unknown): EngineError {
  const next = 'Unpack it with its password and open the folder.';
  return new EngineError('bad-input', `${name} is protected by a password.`, next, { cause });
}

function archiveError(source: ByteSource, thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  switch (messageOf(thrown)) {
    case ERR_ENCRYPTED_CENTRAL_DIRECTORY:
      return passwordError(source, thrown);
    case ERR_SPLIT_ZIP_FILE: {
      const next = 'Unpack all parts with the program that made them, and open the folder.';
      return new EngineError('bad-input', `${source.name} is one part of a split archive.`, next, {
        cause: thrown,
      });
    }
    case ERR_CENTRAL_DIRECTORY_NOT_FOUND:
    case ERR_AMBIGUOUS_ARCHIVE:
      return damagedFileError(source, 'its directory is incomplete or contradicts itself', thrown);
    default:
      return damagedFileError(source, 'the file ends early', thrown);
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : '';
}
