import { EngineError } from '#shared/errors';
import type { Corruption, CorruptionOf, Fill, Occlusion, PictureShape } from '#shared/setup';
import { decodeBase64 } from '#shared/base64';
import { drawWithoutReplacement, Random, Stream } from './random';

/** The options with which a memory is corrupted into a query. */
export interface CorruptionOptions {
  readonly corruptions: readonly Corruption[];
  readonly fill: Fill;
  readonly clamp: boolean;
  readonly seed: number;
}

/**
 * Corrupts a state [dim] in place; the fill gives the values of occluded coordinates. Returns the clamped
 * coordinates, [dim] of 0 and 1: with `clamp`, those that no corruption changed. Without a picture shape, a
 * state counts as one row of pixels, whose end is both its bottom and its right side. `query` is the index of
 * the query among those with this seed, and `mean` returns the mean [dim] of the memories for the fill of
 * that name.
 * @throws EngineError `bad-request` if a corruption does not fit the shape.
 */
export function corruptState(
  state: Float32Array,
  shape: PictureShape | null,
  { corruptions, fill, clamp, seed }: CorruptionOptions,
  query: number,
  mean: () => Float64Array,
): Uint8Array {
  const clamped = new Uint8Array(state.length).fill(clamp ? 1 : 0);
  const fillAt = fillValues(fill, mean, state.length, seed, query);
  corruptions.forEach((corruption, i) => {
    const block = query * corruptions.length + i;
    for (const index of corrupt(state, corruption, shape, fillAt, { seed, block })) clamped[index] = 0;
  });
  return clamped;
}

/**
 * Applies one corruption to the state [dim] in place. Returns the indices of the coordinates that it changed.
 */
function corrupt(
  state: Float32Array,
  corruption: Corruption,
  shape: PictureShape | null,
  fillAt: (index: number) => number,
  { seed, block }: { seed: number; block: number },
): number[] {
  const dim = state.length;
  const white = 1 / Math.sqrt(dim); // in state units
  const all = Array.from(state.keys());
  switch (corruption.kind) {
    case 'noise': {
      const random = new Random(seed, Stream.noise, block);
      for (const i of all) state[i] = (state[i] ?? 0) + random.normal() * corruption.sigma * white;
      return all;
    }
    case 'flip': {
      const random = new Random(seed, Stream.flip, block);
      const flipped = drawWithoutReplacement(random, dim, Math.round(corruption.fraction * dim));
      for (const i of flipped) state[i] = white - (state[i] ?? 0);
      return flipped;
    }
    case 'side':
    case 'box':
    case 'mask': {
      const occluded = all.filter(insideOf(corruption, dim, shape));
      for (const i of occluded) state[i] = fillAt(i);
      return occluded;
    }
  }
}

function insideOf(
  corruption: Occlusion,
  dim: number,
  shape: PictureShape | null,
): (index: number) => boolean {
  switch (corruption.kind) {
    case 'side':
      return insideSide(corruption, dim, shape);
    case 'box':
      return insideBox(corruption, shape);
    case 'mask':
      return insideMask(corruption, dim, shape);
  }
}

function insideSide(
  { side, fraction }: CorruptionOf<'side'>,
  dim: number,
  shape: PictureShape | null,
): (index: number) => boolean {
  const { height, width, channels } = shape ?? { height: 1, width: dim, channels: 1 };
  const isVertical = shape !== null && (side === 'bottom' || side === 'top');
  const size = isVertical ? height : width;
  const cut = Math.round(fraction * size);
  const isAtEnd = side === 'bottom' || side === 'right';
  return (index) => {
    const pixel = Math.floor(index / channels);
    const position = isVertical ? Math.floor(pixel / width) : pixel % width;
    return isAtEnd ? position >= size - cut : position < cut;
  };
}

function insideBox(box: CorruptionOf<'box'>, shape: PictureShape | null): (index: number) => boolean {
  if (!shape) {
    throw new EngineError('bad-request', 'A box needs the shape of the pictures.', 'Set the shape H,W,C.');
  }
  const { height, width, channels } = shape;
  if (box.x >= width || box.y >= height) {
    throw new EngineError(
      'bad-request',
      `The box at ${String(box.x)},${String(box.y)} lies outside pictures of ${String(width)}x${String(height)}.`,
      'Give x,y,width,height in pixels of the stored size.',
    );
  }
  return (index) => {
    const pixel = Math.floor(index / channels);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
  };
}

function insideMask(
  { bits }: CorruptionOf<'mask'>,
  dim: number,
  shape: PictureShape | null,
): (index: number) => boolean {
  const channels = shape?.channels ?? 1;
  const bytes = decodeBase64(bits);
  const needed = Math.ceil(dim / channels / 8);
  if (bytes.length !== needed) {
    const subject = shape
      ? `pictures of ${String(shape.width)}x${String(shape.height)}`
      : `states of D ${String(dim)}`;
    throw new EngineError(
      'bad-request',
      `The mask holds ${String(bytes.length)} bytes, but ${subject} take ${String(needed)}.`,
      'Draw the mask again for this size.',
    );
  }
  return (index) => {
    const pixel = Math.floor(index / channels);
    return (((bytes[pixel >> 3] ?? 0) >> (pixel & 7)) & 1) === 1;
  };
}

/** Returns the function that gives the initial value of an occluded coordinate by its index. */
function fillValues(
  fill: Fill,
  meanOf: () => Float64Array,
  dim: number,
  seed: number,
  query: number,
): (index: number) => number {
  if (fill === 'black') return () => 0;
  if (fill === 'mean') {
    const mean = meanOf();
    return (index) => mean[index] ?? 0;
  }
  const random = new Random(seed, Stream.fill, query);
  return () => random.uniform() / Math.sqrt(dim);
}
