import { EngineError } from '#shared/errors';
import type { Corruption, Fill, PictureShape, QueriesSpec } from '#shared/setup';
import { drawWithoutReplacement, Random, Stream } from './random';

/** Where queries start, and which coordinates may not move. */
export interface QueryStates {
  /** [numQueries, dim] */
  readonly states: Float32Array;
  /** [numQueries, dim], 1 where held. */
  readonly clamped: Uint8Array;
  readonly dim: number;
}

type GeneratedQueries = Extract<QueriesSpec, { from: 'memories' }>;
type Side = Extract<Corruption, { kind: 'side' }>;
type Box = Extract<Corruption, { kind: 'box' }>;

/**
 * Queries from the first patterns, which as a rule are the memories: each is corrupted, occluded coordinates start as the fill says, and with `clamp`
 * the coordinates that no corruption touched are held. Without a picture shape a state counts as one row of pixels,
 * cut as a vector: bottom and right are its end.
 */
export function makeQueries(
  patterns: Float32Array,
  dim: number,
  shape: PictureShape | null,
  { count, corruptions, fill, clamp, seed }: GeneratedQueries,
  memories = patterns,
): QueryStates {
  const numQueries = Math.min(count, patterns.length / dim);
  const states = patterns.slice(0, numQueries * dim);
  const touched = new Uint8Array(numQueries * dim);
  const fillOf = filler(fill, memories, dim, seed);
  for (let query = 0; query < numQueries; query++) {
    const range = [query * dim, (query + 1) * dim] as const;
    const state = states.subarray(...range);
    const fillAt = fillOf(query);
    corruptions.forEach((corruption, i) => {
      const block = query * corruptions.length + i;
      const indices = corrupt(state, corruption, shape, fillAt, { seed, block });
      for (const index of indices) touched[query * dim + index] = 1;
    });
  }
  const clamped = clamp ? touched.map((t) => 1 - t) : new Uint8Array(numQueries * dim);
  return { states, clamped, dim };
}

/** Changes the state in place; returns the coordinates that it touched. */
function corrupt(
  state: Float32Array,
  corruption: Corruption,
  shape: PictureShape | null,
  fillAt: (index: number) => number,
  { seed, block }: { seed: number; block: number },
): number[] {
  const dim = state.length;
  const pixel = 1 / Math.sqrt(dim); // one unit of pixel value in state units
  const all = Array.from(state.keys());
  if (corruption.kind === 'noise') {
    const random = new Random(seed, Stream.noise, block);
    for (const i of all) state[i] = (state[i] ?? 0) + random.normal() * corruption.sigma * pixel;
    return all;
  }
  if (corruption.kind === 'flip') {
    const random = new Random(seed, Stream.flip, block);
    const flipped = drawWithoutReplacement(random, dim, Math.round(corruption.fraction * dim));
    for (const i of flipped) state[i] = pixel - (state[i] ?? 0);
    return flipped;
  }
  const inside =
    corruption.kind === 'side' ? insideSide(corruption, dim, shape) : insideBox(corruption, shape);
  const occluded = all.filter(inside);
  for (const i of occluded) state[i] = fillAt(i);
  return occluded;
}

function insideSide(
  { side, fraction }: Side,
  dim: number,
  shape: PictureShape | null,
): (index: number) => boolean {
  const { height, width, channels } = shape ?? { height: 1, width: dim, channels: 1 };
  const byRows = shape !== null && (side === 'bottom' || side === 'top');
  const size = byRows ? height : width;
  const cut = Math.round(fraction * size);
  const atEnd = side === 'bottom' || side === 'right';
  return (index) => {
    const pixel = Math.floor(index / channels);
    const position = byRows ? Math.floor(pixel / width) : pixel % width;
    return atEnd ? position >= size - cut : position < cut;
  };
}

function insideBox(box: Box, shape: PictureShape | null): (index: number) => boolean {
  if (!shape) {
    throw new EngineError('bad-request', 'A box needs the shape of the pictures.', 'Give the shape H,W,C.');
  }
  const { height, width, channels } = shape;
  if (box.x >= width || box.y >= height) {
    throw new EngineError(
      'bad-request',
      `The box at ${String(box.x)},${String(box.y)} lies outside pictures of ${String(width)}x${String(height)}.`,
      'Its numbers are x,y,width,height in pixels of the stored size.',
    );
  }
  return (index) => {
    const pixel = Math.floor(index / channels);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
  };
}

/** query -> coordinate -> the value that an occluded coordinate starts from. */
function filler(
  fill: Fill,
  memories: Float32Array,
  dim: number,
  seed: number,
): (query: number) => (index: number) => number {
  if (fill === 'black') return () => () => 0;
  if (fill === 'mean') {
    const mean = meanState(memories, dim);
    return () => (index) => mean[index] ?? 0;
  }
  return (query) => {
    const random = new Random(seed, Stream.fill, query);
    return () => random.uniform() / Math.sqrt(dim);
  };
}

/** The mean of states [n, dim], summed in float64. */
export function meanState(states: Float32Array, dim: number): Float64Array {
  const mean = new Float64Array(dim);
  const count = states.length / dim;
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < dim; i++) mean[i] = (mean[i] ?? 0) + (states[k * dim + i] ?? 0) / count;
  }
  return mean;
}
