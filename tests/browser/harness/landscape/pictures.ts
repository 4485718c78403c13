import type { PictureShape } from '#shared/setup';

export const SHAPE: PictureShape = { height: 16, width: 16, channels: 3 };
export const DIM = SHAPE.height * SHAPE.width * SHAPE.channels;

/** Returns a seeded generator of uniform numbers in [0, 1) (mulberry32). */
export function randomBy(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function normalBy(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Returns memories [count, DIM]: two smooth scenes in shares that are spread over a disc, with a different ball in each
 * picture. Most of their variance lies in one plane, so that its landscape has a basin for every memory.
 */
export function somePictures(count: number, seed: number): Float64Array {
  const random = randomBy(seed);
  const [first, second] = [smoothField(random), smoothField(random)];
  const memories = new Float64Array(count * DIM);
  for (let k = 0; k < count; k++) {
    // consecutive memories are far apart on the disc
    const ring = (k * 5) % count;
    const [radius, angle] = [Math.sqrt((ring + 0.6) / count), 2.4 * ring];
    const [a, b] = [0.5 * radius * Math.cos(angle), 0.5 * radius * Math.sin(angle)];
    const [cx, cy, size] = [0.25 + 0.5 * random(), 0.2 + 0.6 * random(), 0.1 + 0.12 * random()];
    const ball = [random(), random(), random()];
    for (let pixel = 0; pixel < DIM; pixel++) {
      const [x, y, c] = [Math.floor(pixel / 3) % SHAPE.width, Math.floor(pixel / 3 / SHAPE.width), pixel % 3];
      const distance = Math.hypot((x + 0.5) / SHAPE.width - cx, (y + 0.5) / SHAPE.height - cy);
      const isBall = 0.8 * sigmoid((size - distance) * 24);
      const scene = 0.5 + a * (first[pixel] ?? 0) + b * (second[pixel] ?? 0);
      memories[k * DIM + pixel] = (scene * (1 - isBall) + (ball[c] ?? 0) * isBall) / Math.sqrt(DIM);
    }
  }
  return memories;
}

/** Returns a few waves in each channel, normalised to a mean square of 1. */
function smoothField(random: () => number): Float64Array {
  const field = new Float64Array(DIM);
  for (let c = 0; c < 3; c++) {
    const waves = Array.from({ length: 4 }, () => [
      random() * 8 - 4,
      random() * 8 - 4,
      2 * Math.PI * random(),
    ]);
    for (let pixel = c; pixel < DIM; pixel += 3) {
      const [x, y] = [
        (Math.floor(pixel / 3) % SHAPE.width) / SHAPE.width,
        Math.floor(pixel / 3 / SHAPE.width) / SHAPE.height,
      ];
      for (const [fx = 0, fy = 0, phase = 0] of waves) {
        field[pixel] = (field[pixel] ?? 0) + Math.cos(fx * x + fy * y + phase);
      }
    }
  }
  const rms = Math.sqrt(field.reduce((sum, value) => sum + value * value, 0) / DIM);
  return field.map((value) => value / rms);
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Returns queries [count, DIM]: the first memories, each with its lower half from another memory. */
export function halfReplaced(memories: Float64Array, count: number): Float64Array {
  const total = memories.length / DIM;
  const queries = memories.slice(0, count * DIM);
  for (let i = 0; i < count * DIM; i++) {
    const other = (Math.floor(i / DIM) + 3) % total;
    if (i % DIM >= DIM / 2) queries[i] = memories[other * DIM + (i % DIM)] ?? 0;
  }
  return queries;
}
