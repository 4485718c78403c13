import { EngineError } from '../errors';
import { KIB } from '../units';

/** A file or blob of which any part can be read. */
export interface ByteSource {
  /** The name for messages. */
  readonly name: string;
  readonly size: number;
  /** Returns up to `length` bytes from `position` on; fewer where the source ends before. */
  read(position: number, length: number): Promise<Uint8Array>;
}

/** An uncompressed entry of a zip archive. Sizes and positions are in bytes. */
export interface StoredEntry {
  readonly name: string;
  readonly size: number;
  readonly crc: number;
  /** The position of the entry's local header. */
  readonly position: number;
}

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;
/** The bytes that are read and checked at once, which takes a few milliseconds. */
const PIECE_BYTES = 512 * KIB;

/**
 * Returns the uncompressed entries of a zip archive by name; null for a file that is not a zip archive.
 * Compressed entries, which this app does not write, are left out. Only the directory at the file's end is
 * read, so that a truncated file is recognised at once and large entries are read only when they are needed.
 *
 * @throws EngineError if the archive is damaged.
 */
export async function readDirectory(source: ByteSource): Promise<Map<string, StoredEntry> | null> {
  const first = await source.read(0, Math.min(4, source.size));
  if (first.length < 4 || view(first).getUint32(0, true) !== 0x04034b50) return null;
  const tail = await source.read(
    Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES),
    Math.min(source.size, END_BYTES + MAX_COMMENT_BYTES),
  );
  const end = findEnd(tail);
  if (end < 0) throw damagedFileError(source, 'the file ends early');
  const [count, size, position] = [
    view(tail).getUint16(end + 10, true),
    view(tail).getUint32(end + 12, true),
    view(tail).getUint32(end + 16, true),
  ];
  if (position + size > source.size) throw damagedFileError(source, 'the file ends early');
  const directory = await source.read(position, size);
  const entries = new Map<string, StoredEntry>();
  for (let i = 0, at = 0; i < count; i++) {
    if (at + ENTRY_BYTES > directory.length) throw damagedFileError(source, 'its directory is incomplete');
    const header = view(directory.subarray(at));
    const nameBytes = header.getUint16(28, true);
    const name = ascii(directory.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes));
    // 0 means stored; an entry that another program compressed is left out
    if (header.getUint16(10, true) === 0) {
      entries.set(name, {
        name,
        size: header.getUint32(24, true),
        crc: header.getUint32(16, true),
        position: header.getUint32(42, true),
      });
    }
    at += ENTRY_BYTES + nameBytes + header.getUint16(30, true) + header.getUint16(32, true);
  }
  return entries;
}

/**
 * Returns the bytes of an entry, read part by part.
 *
 * @throws EngineError if the archive is truncated or the entry's checksum differs.
 */
export async function readEntry(source: ByteSource, entry: StoredEntry): Promise<Uint8Array<ArrayBuffer>> {
  const local = await source.read(entry.position, LOCAL_BYTES);
  if (local.length < LOCAL_BYTES) throw damagedFileError(source, 'the file ends early');
  const start =
    entry.position + LOCAL_BYTES + view(local).getUint16(26, true) + view(local).getUint16(28, true);
  if (start + entry.size > source.size) throw damagedFileError(source, 'the file ends early');
  const bytes = new Uint8Array(entry.size);
  let crc = -1;
  for (let at = 0; at < bytes.length;) {
    const piece = await source.read(start + at, Math.min(PIECE_BYTES, bytes.length - at));
    if (piece.length === 0) throw damagedFileError(source, 'the file ends early');
    bytes.set(piece, at);
    crc = crcOf(piece, crc);
    at += piece.length;
  }
  if (~crc >>> 0 !== entry.crc)
    throw damagedFileError(source, `${entry.name} in it has changed since it was written`);
  return bytes;
}

/** Returns the error of a damaged file. `why` is a phrase. */
export function damagedFileError({ name }: Pick<ByteSource, 'name'>, why: string): EngineError {
  return new EngineError('bad-input', `${name} is damaged: ${why}.`, 'Open a copy of it.');
}

function findEnd(tail: Uint8Array): number {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail[at] === 0x50 && view(tail).getUint32(at, true) === 0x06054b50) return at;
  }
  return -1;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crcOf(bytes: Uint8Array, before: number): number {
  let crc = before;
  // indexed, because an iterator takes several times as long
  for (let i = 0, { length } = bytes; i < length; i++) {
    crc = (crc >>> 8) ^ (crcTable[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  }
  return crc;
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
