/** Numbers of little-endian bytes in base64; bytes that make no whole number are left out. */
export function float32FromBase64(base64: string): Float32Array {
  const bytes = bytesFromBase64(base64);
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / Float32Array.BYTES_PER_ELEMENT));
}

export function float64FromBase64(base64: string): Float64Array {
  const bytes = bytesFromBase64(base64);
  return new Float64Array(bytes.buffer, 0, Math.floor(bytes.length / Float64Array.BYTES_PER_ELEMENT));
}

/** An array of its own, because a buffer of Node's may begin anywhere. */
export function bytesFromBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}
