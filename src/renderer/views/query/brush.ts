import type { PictureShape } from '#shared/setup';
import { decodeBase64, encodeBase64 } from '#shared/base64';
import type { Point } from './boxes';

/** The indices of the pixels that a round, hard-edged brush covers from one pixel to another. `diameter` is odd. */
export function strokePixels(
  from: Point,
  to: Point,
  diameter: number,
  { width, height }: Pick<PictureShape, 'width' | 'height'>,
): Set<number> {
  const pixels = new Set<number>();
  const reach = Math.floor(diameter / 2);
  const [x0, y0] = [Math.floor(from.x), Math.floor(from.y)];
  const [x1, y1] = [Math.floor(to.x), Math.floor(to.y)];
  const length = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  for (let i = 0; i <= length; i++) {
    const t = length === 0 ? 0 : i / length;
    const [x, y] = [Math.round(x0 + t * (x1 - x0)), Math.round(y0 + t * (y1 - y0))];
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const isInside =
          x + dx >= 0 &&
          x + dx < width &&
          y + dy >= 0 &&
          y + dy < height &&
          dx ** 2 + dy ** 2 < (diameter / 2) ** 2;
        if (isInside) pixels.add((y + dy) * width + x + dx);
      }
    }
  }
  return pixels;
}

/** Returns a state with pixels painted in a colour, whose channels are from 0 to 1. */
export function painted(
  state: Float32Array,
  pixels: Iterable<number>,
  colour: readonly number[],
): Float32Array {
  const next = state.slice();
  const scale = 1 / Math.sqrt(state.length);
  for (const pixel of pixels) {
    colour.forEach((value, channel) => {
      next[pixel * colour.length + channel] = value * scale;
    });
  }
  return next;
}

/** Returns a state with pixels restored from another one. */
export function restored(
  state: Float32Array,
  base: Float32Array,
  pixels: Iterable<number>,
  channels: number,
): Float32Array {
  const next = state.slice();
  for (const pixel of pixels) {
    const [from, to] = [pixel * channels, (pixel + 1) * channels];
    next.set(base.subarray(from, to), from);
  }
  return next;
}

/** Returns a state of one colour. */
export function filled(dim: number, colour: readonly number[]): Float32Array {
  const pixels = Array.from({ length: dim / colour.length }, (_, i) => i);
  return painted(new Float32Array(dim), pixels, colour);
}

/** The mean of states [n, dim]. */
export function meanOf(states: Float32Array, dim: number): Float32Array {
  const sum = new Float64Array(dim);
  for (let from = 0; from < states.length; from += dim) {
    for (let i = 0; i < dim; i++) sum[i] = (sum[i] ?? 0) + (states[from + i] ?? 0);
  }
  return Float32Array.from(sum, (value) => (value * dim) / states.length);
}

/** Packs a mask, in which 1 is missing, into bits: row by row, the lowest bit of a byte first (Corruption `mask`). */
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
