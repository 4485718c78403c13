import { encodeBase64, decodeBase64 } from '#shared/base64';

/** Pixels by their bits, row by row, the lowest bit of a byte first (Corruption `mask`); 1 is missing. */
export function packBits(pixels: Uint8Array): string {
  const bytes = new Uint8Array(Math.ceil(pixels.length / 8));
  pixels.forEach((isMissing, i) => {
    if (isMissing) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  });
  return encodeBase64(bytes);
}

export function unpackBits(bits: string, count: number): Uint8Array {
  const bytes = decodeBase64(bits);
  return Uint8Array.from({ length: count }, (_, i) => ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1);
}
