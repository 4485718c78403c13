import type { PictureShape } from '#shared/setup';
import type { Point } from './boxes';

/** The numbers of the pixels that a round brush without soft edges touches from one pixel to another; `diameter` is odd. */
export function strokePixels(
  from: Point,
  to: Point,
  diameter: number,
  { width, height }: Pick<PictureShape, 'width' | 'height'>,
): Set<number> {
  const pixels = new Set<number>();
  const reach = Math.floor(diameter / 2);
  const [x0, y0, x1, y1] = [from.x, from.y, to.x, to.y].map(Math.floor) as [number, number, number, number];
  const length = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  for (let i = 0; i <= length; i++) {
    const share = length === 0 ? 0 : i / length;
    const [x, y] = [Math.round(x0 + share * (x1 - x0)), Math.round(y0 + share * (y1 - y0))];
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

/** A state with these pixels of a colour, its channels from 0 to 1. */
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

/** A state with these pixels as they are in another. */
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

/** A state of one colour. */
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
