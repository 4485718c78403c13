import { EngineError } from '../errors';
import { KIB } from '../units';

/** Bytes by their place: of a file, of a blob. */
export interface ByteSource {
  /** For messages. */
  readonly name: string;
  readonly size: number;
  read(position: number, length: number): Promise<Uint8Array>;
}

export interface StoredEntry {
  readonly name: string;
  readonly size: number;
  readonly crc: number;
  /** Where its own header begins. */
  readonly position: number;
}

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;
/** So much is read and checked at once: some milliseconds. */
const PIECE_BYTES = 512 * KIB;

/**
 * What a zip holds by its directory, which stands at the end: so a file that is cut off is known at once, and of a large
 * one only what is wanted is read. Entries must be stored, not compressed, as this app writes them. Null where it is no zip.
 */
export async function readDirectory(source: ByteSource): Promise<Map<string, StoredEntry> | null> {
  const first = await source.read(0, Math.min(4, source.size));
  if (first.length < 4 || view(first).getUint32(0, true) !== 0x04034b50) return null;
  const tail = await source.read(
    Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES),
    Math.min(source.size, END_BYTES + MAX_COMMENT_BYTES),
  );
  const end = findEnd(tail);
  if (end < 0) throw damaged(source, 'it is cut off');
  const [count, size, position] = [
    view(tail).getUint16(end + 10, true),
    view(tail).getUint32(end + 12, true),
    view(tail).getUint32(end + 16, true),
  ];
  if (position + size > source.size) throw damaged(source, 'it is cut off');
  const directory = await source.read(position, size);
  const entries = new Map<string, StoredEntry>();
  for (let i = 0, at = 0; i < count; i++) {
    if (at + ENTRY_BYTES > directory.length) throw damaged(source, 'its directory is not whole');
    const header = view(directory.subarray(at));
    const nameBytes = header.getUint16(28, true);
    const name = ascii(directory.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes));
    // what another program compressed is not known
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

/** Reads an entry piece by piece and checks that it is what was written. */
export async function readEntry(source: ByteSource, entry: StoredEntry): Promise<Uint8Array<ArrayBuffer>> {
  const local = await source.read(entry.position, LOCAL_BYTES);
  if (local.length < LOCAL_BYTES) throw damaged(source, 'it is cut off');
  const start =
    entry.position + LOCAL_BYTES + view(local).getUint16(26, true) + view(local).getUint16(28, true);
  if (start + entry.size > source.size) throw damaged(source, 'it is cut off');
  const bytes = new Uint8Array(entry.size);
  let crc = -1;
  for (let at = 0; at < bytes.length;) {
    const piece = await source.read(start + at, Math.min(PIECE_BYTES, bytes.length - at));
    if (piece.length === 0) throw damaged(source, 'it is cut off');
    bytes.set(piece, at);
    crc = crcOf(piece, crc);
    at += piece.length;
  }
  if (~crc >>> 0 !== entry.crc) throw damaged(source, `${entry.name} in it is not what was written`);
  return bytes;
}

export function damaged({ name }: Pick<ByteSource, 'name'>, why: string): EngineError {
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
  // by index: an iterator takes several times as long
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
