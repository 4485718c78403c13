import { crc32 } from 'node:zlib';

/**
 * Checks that the decoder leaves out: it fills the missing part of a cut JPEG with grey, and passes over the checksums
 * of PNG. Each returns what is wrong, or undefined for a whole file (or one of another format).
 */
export function findDamage(bytes: Uint8Array): string | undefined {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.byteLength > 8 && data.getUint32(0) === 0x89504e47) return pngDamage(bytes, data);
  if (data.byteLength > 4 && data.getUint16(0) === 0xffd8) return jpegDamage(data);
  return undefined;
}

/** Every chunk must have its checksum, the last must be IEND. */
function pngDamage(bytes: Uint8Array, data: DataView): string | undefined {
  const IEND = 0x49454e44;
  let at = 8;
  while (at + 12 <= data.byteLength) {
    const length = data.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > data.byteLength) break;
    if (crc32(bytes.subarray(at + 4, end)) !== data.getUint32(end)) return 'a checksum in it is wrong';
    if (data.getUint32(at + 4) === IEND) return undefined;
    at = end + 4;
  }
  return 'it is cut off';
}

/** The marker that ends a picture must come, after its segments and scans. */
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
  return 'it is cut off';
}

/** The next marker after coded data, in which 0xff is followed by 0 or a restart marker. */
function endOfScan(data: DataView, from: number): number {
  for (let at = from; at + 1 < data.byteLength; at++) {
    if (data.getUint8(at) !== 0xff) continue;
    const next = data.getUint8(at + 1);
    const isCoded = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
    if (!isCoded) return at;
  }
  return data.byteLength;
}
