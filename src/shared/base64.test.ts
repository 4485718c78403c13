import { expect, it } from 'vitest';
import { decodeBase64, encodeBase64, float32FromBase64, float64FromBase64 } from './base64';

it('agrees with the encoding of Node, also for a view into a larger buffer and for many bytes', () => {
  const bytes = Uint8Array.from({ length: 100_001 }, (_, i) => (i * 31) % 256);
  for (const view of [bytes, bytes.subarray(5, 5), bytes.subarray(3, 9)]) {
    const text = Buffer.from(view.slice()).toString('base64');
    expect(encodeBase64(view)).toBe(text);
    expect(Buffer.compare(decodeBase64(text), view)).toBe(0);
  }
});

it('reads numbers, and ignores left-over bytes', () => {
  expect(float32FromBase64(encodeBase64(Float32Array.of(1.5, -2)))).toEqual(Float32Array.of(1.5, -2));
  expect(float64FromBase64(encodeBase64(Float64Array.of(Math.PI)))).toEqual(Float64Array.of(Math.PI));
  expect(float32FromBase64(encodeBase64(new Uint8Array(7)))).toEqual(new Float32Array(1));
});
