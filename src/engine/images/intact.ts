import { crc32 } from 'node:zlib';

/**
 * Finds damage that the decoder ignores: it fills the missing part of a truncated JPEG with grey, and does
 * not verify the checksums of a PNG. Returns the reason, or undefined if the file is intact or of another
 * format.
 */
export function findDamage(bytes: Uint8Array): string | undefined {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.byteLength > 8 && data.getUint32(0) === 0x89504e47) return pngDamage(bytes, data);
  if (data.byteLength > 4 && data.getUint16(0) === 0xffd8) return jpegDamage(data);
  return undefined;
}

/** Checks that every chunk matches its checksum and that the last one is IEND. */
function pngDamage(bytes: Uint8Array, data: DataView): string | undefined {
  const IEND = 0x49454e44;
  let at = 8;
  while (at + 12 <= data.byteLength) {
    const length = data.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > data.byteLength) break;
    if (crc32(bytes.subarray(at + 4, end)) !== data.getUint32(end)) return 'a checksum does not match';
    if (data.getUint32(at + 4) === IEND) return undefined;
    at = end + 4;
  }
  return 'the file ends early';
}

/** Checks that the end marker follows the segments and scans. */
function jpegDamage(data: DataView): string | undefined {
  const [START_OF_SCAN, END_OF_IMAGE] = [0xda, 0xd9];
  let at = 2;
  while (at + 1 < data.byteLength) {
    const marker = data.getUint8(at + 1);
    if (data.getUint8(at) !== 0xff || marker === 0xff) {
      at++; // fill bytes between segments
      continue;
    }
    if (marker === END_OF_IMAGE) return undefined;
    if (at + 4 > data.byteLength) break;
    at += 2 + data.getUint16(at + 2);
    if (marker === START_OF_SCAN) at = endOfScan(data, at);
  }
  return 'the file ends early';
}

/**
 * Returns the position of the next marker after coded data, in which 0xff precedes 0 or a restart marker
 * only.
 */
function endOfScan(data: DataView, from: number): number {
  for (let at = from; at + 1 < data.byteLength; at++) {
    if (data.getUint8(at) !== 0xff) continue;
    const next = data.getUint8(at + 1);
    const isCoded = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
    if (!isCoded) return at;
  }
  return data.byteLength;
}
