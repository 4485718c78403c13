import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import {
  ERR_AMBIGUOUS_ARCHIVE,
  ERR_ENTRY_DATA_OUT_OF_BOUNDS,
  ERR_INVALID_CRC32,
  ERR_INVALID_UNCOMPRESSED_SIZE,
  ERR_UNSUPPORTED_COMPRESSION,
} from '@zip.js/zip.js/lib/zip-core-custom.js';
import type { SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { ByteSource, ZipMember } from '#shared/files/zip-reader';
import { passwordError, zipMembers } from '#shared/files/zip-reader';
import { formatBytes, MIB } from '#shared/units';
import { yieldToEventLoop } from '../cooperative-yield';

/** What one archive may unpack to. */
const LIMITS = { members: 100_000, bytes: 1024 * MIB };
const MAX_RATIO = 1100; // deflate cannot exceed 1032, so a directory that states more is false

const STORED = 0;
const DEFLATED = 8;
const AES_ENCRYPTED = 99;
/** The usual names of compression methods that are not read here. */
const METHOD_NAMES: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
};

/** An unpacked member of an archive. Two members may have the same name. */
export interface UnpackedFile {
  /** The name with its folders, separated by slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Unpacks the files of a zip archive into memory, in the order of its directory. `isWanted` tells by their names
 * which of them. Members that cannot be unpacked are listed in `skipped` with the reason. Every member is checked
 * against its size and checksum. Takes about 0.1 ms a file, and as much memory as the files.
 * @throws EngineError `too-large` if it would unpack to more than the limits, `bad-input` if the archive is
 * damaged or protected by a password, `cancelled` if `signal` is aborted.
 */
export async function unzip(
  archive: Uint8Array,
  name: string,
  isWanted: (memberName: string) => boolean,
  signal: AbortSignal,
  limits = LIMITS,
): Promise<{ files: UnpackedFile[]; skipped: SkippedFile[] }> {
  const source: ByteSource = {
    name,
    size: archive.length,
    read: (position, length) => Promise.resolve(archive.subarray(position, position + length)),
  };
  const members = await wantedMembers(source, isWanted, signal, limits);
  const files: UnpackedFile[] = [];
  const skipped: SkippedFile[] = [];
  for (const member of members) {
    await yieldToEventLoop(signal);
    const { filename } = member;
    try {
      files.push({ name: filename, bytes: await unpack(archive, member) });
    } catch (thrown) {
      skipped.push({ path: filename, reason: reasonToSkip(member, thrown) });
    }
  }
  return { files, skipped };
}

async function wantedMembers(
  source: ByteSource,
  isWanted: (memberName: string) => boolean,
  signal: AbortSignal,
  limits: typeof LIMITS,
): Promise<ZipMember[]> {
  const members: ZipMember[] = [];
  let [listed, unpackedBytes] = [0, 0];
  for await (const member of zipMembers(source)) {
    if (listed++ % 1000 === 0) await yieldToEventLoop(signal);
    if (isWanted(member.filename)) {
      members.push(member);
      if (!statesFalseSize(member)) unpackedBytes += member.uncompressedSize;
    }
    if (listed > limits.members || unpackedBytes > limits.bytes) {
      throw new EngineError(
        'too-large',
        `${source.name} unpacks to more than ${formatBytes(limits.bytes)} or ${String(limits.members)} files.`,
        'Unpack it and open the folder.',
      );
    }
  }
  if (members.length > 0 && members.every(isEncrypted)) throw passwordError(source);
  return members;
}

function isEncrypted({ encrypted, compressionMethod }: ZipMember): boolean {
  return encrypted || compressionMethod === AES_ENCRYPTED;
}

/** Returns whether a member states a size that its packed bytes cannot have. */
function statesFalseSize({ compressedSize, uncompressedSize }: ZipMember): boolean {
  return uncompressedSize > MAX_RATIO * (compressedSize + 64);
}

const inflate = promisify(inflateRaw);

/** zip.js checks the headers of the member. Node inflates it, about 20 times as fast for small files. */
async function unpack(archive: Uint8Array, member: ZipMember): Promise<Uint8Array> {
  const { compressionMethod, compressedSize, uncompressedSize } = member;
  if (statesFalseSize(member)) throw new Error(ERR_INVALID_UNCOMPRESSED_SIZE);
  await member.getData(new WritableStream(), { checkOverlappingEntryOnly: true });
  const start = member.localDirectory?.dataOffset ?? 0;
  const packed = archive.subarray(start, start + compressedSize);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
    throw new Error(ERR_UNSUPPORTED_COMPRESSION);
  const isStored = compressionMethod === STORED;
  const unpacked = isStored
    ? packed
    : await inflate(packed, { maxOutputLength: Math.max(1, uncompressedSize) });
  if (unpacked.length !== uncompressedSize) throw new Error(ERR_INVALID_UNCOMPRESSED_SIZE);
  if (crc32(unpacked) !== member.crc32) throw new Error(ERR_INVALID_CRC32);
  // a copy, because both kinds are views of larger buffers
  return new Uint8Array(unpacked);
}

function reasonToSkip(member: ZipMember, thrown: unknown): string {
  if (isEncrypted(member)) return 'it is encrypted; unpack the archive with its password and open the folder';
  const { message = '', code = '' } = thrown as Partial<NodeJS.ErrnoException>;
  if (message === ERR_UNSUPPORTED_COMPRESSION) {
    const method = METHOD_NAMES[member.compressionMethod] ?? `method ${String(member.compressionMethod)}`;
    return `it is compressed with ${method}, which is not supported; unpack the archive and open the folder`;
  }
  if (message === ERR_ENTRY_DATA_OUT_OF_BOUNDS) return 'it is damaged: the archive ends early';
  if (message === ERR_INVALID_CRC32) return 'it is damaged: it has changed since it was packed';
  if (
    message === ERR_INVALID_UNCOMPRESSED_SIZE ||
    message === ERR_AMBIGUOUS_ARCHIVE ||
    code === 'ERR_BUFFER_TOO_LARGE'
  )
    return 'it is damaged: its size is not what the archive states';
  return 'it is damaged: it cannot be unpacked';
}
