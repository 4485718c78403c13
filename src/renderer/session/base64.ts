/** The bytes of numbers, as the contract takes them: little-endian, in base64. */
export function base64Of({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 32_768) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 32_768)));
  }
  return btoa(parts.join(''));
}
