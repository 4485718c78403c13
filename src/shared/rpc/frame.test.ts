import { expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from './frame';

const arrays = {
  states: { data: Float32Array.of(1.5, -2, NaN, Infinity, 0, 6), shape: [2, 3] },
  clipped: { data: Uint8Array.of(1, 0, 1), shape: [3] },
  axes: { data: Float64Array.of(Math.PI), shape: [1, 1] },
  nearest: { data: Int32Array.of(-1, 7), shape: [2] },
  empty: { data: new Float32Array(), shape: [0, 5] },
};
const frame = { callId: 7, sequence: 3, meta: { name: 'Zoë 日本 😀', step: 1 }, arrays };

it('is decoded as it was encoded, at any alignment in memory', () => {
  const bytes = encodeFrame(frame);
  expect(decodeFrame(bytes)).toEqual(frame);
  for (const offset of [1, 4, 8]) {
    const moved = new Uint8Array(bytes.length + offset);
    moved.set(bytes, offset);
    expect(decodeFrame(moved.subarray(offset))).toEqual(frame);
  }
});

it('does not copy the arrays it decodes', () => {
  const bytes = encodeFrame(frame);
  expect(decodeFrame(bytes).arrays.states?.data.buffer).toBe(bytes.buffer);
});

it('refuses bytes that end early, are no frame or contradict their header', () => {
  const bytes = encodeFrame(frame);
  for (let length = 0; length < bytes.length - 24; length++) {
    expect(() => decodeFrame(bytes.slice(0, length)), String(length)).toThrow('malformed');
  }
  expect(() => decodeFrame(new Uint8Array(64))).toThrow('malformed');
  const lying = encodeFrame({ ...frame, arrays: { a: { data: new Float32Array(4), shape: [4] } } });
  const text = Buffer.from(lying).toString('latin1').replace('"shape":[4]', '"shape":[9]');
  expect(() => decodeFrame(new Uint8Array(Buffer.from(text, 'latin1')))).toThrow('malformed');
});
