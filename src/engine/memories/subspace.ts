import { EngineError } from '#shared/errors';
import type { PictureShape, SubspaceSpec } from '#shared/setup';
import { formatCount } from '#shared/units';
import type { Runtime } from '../graphs/runtime';
import { MAX_GRAM_SIZE, principalAxes } from './principal';
import { meanState } from './queries';
import type { Plane, Vector } from '../vectors';
import { difference, dot, rowOf } from '../vectors';
import { yieldToEventLoop } from '../cooperative-yield';
import type { MemorySet } from './memory-set';

/** A subspace of state space, origin [dim] + z basis. The basis [size, dim] has orthonormal rows. */
export interface Subspace {
  readonly size: number;
  readonly origin: Float32Array;
  readonly basis: Float32Array;
}

/**
 * Makes the subspace around the mean of the memories that a specification requests: of their principal axes,
 * or of low spatial frequencies. It has fewer dimensions than requested if the memories span fewer.
 * @throws EngineError `bad-request` if the memories span no subspace, `unsupported` for more dimensions than
 * a sample spans.
 */
export async function makeSubspace(
  { kind, size }: SubspaceSpec,
  { states, dim, shape }: MemorySet,
  host: Runtime,
  signal: AbortSignal,
): Promise<Subspace> {
  if (kind === 'principal') requireAxes(size, states.length / dim);
  const mean = meanState(states, dim);
  const rows =
    kind === 'principal'
      ? await orthonormalRows((await principalAxes(states, dim, size, host, signal)).axes, signal)
      : lowFrequencies(shape ?? { height: 1, width: dim, channels: 1 }, size);
  if (rows.length === 0) {
    throw new EngineError(
      'bad-request',
      'The memories span no subspace: there is only one, or all are equal.',
      'Store more memories, or turn the subspace off.',
    );
  }
  const basis = new Float32Array(rows.length * dim);
  rows.forEach((row, i) => {
    basis.set(row, i * dim);
  });
  return { size: rows.length, origin: Float32Array.from(mean), basis };
}

/**
 * Checks the number of dimensions. The axes of many memories come from a sample, and cannot span more than it
 * does.
 */
function requireAxes(size: number, numMemories: number): void {
  const most = MAX_GRAM_SIZE - 1; // centring removes one dimension
  if (size <= most || numMemories <= MAX_GRAM_SIZE) return;
  throw new EngineError(
    'unsupported',
    `A principal subspace of ${formatCount(numMemories)} memories has at most ${String(most)} dimensions, not ${formatCount(size)}: its axes come from ${String(MAX_GRAM_SIZE)} of them.`,
    'Use fewer dimensions, fewer memories, or the low-frequency subspace.',
  );
}

/** Returns the coordinates z [size] of a state [dim]. Cost: O(M D). */
function coordinatesIn({ size, origin, basis }: Subspace, state: Float32Array): Float32Array {
  const dim = origin.length;
  const coordinates = new Float32Array(size);
  for (let m = 0; m < size; m++) {
    let sum = 0;
    for (let i = 0; i < dim; i++) {
      sum += ((state[i] ?? 0) - (origin[i] ?? 0)) * (basis[m * dim + i] ?? 0);
    }
    coordinates[m] = sum;
  }
  return coordinates;
}

/** Returns the memories with their coordinates [K, size] in a subspace as states. Cost: O(K M D). */
export async function memoriesInSubspace(
  subspace: Subspace,
  memories: MemorySet,
  signal: AbortSignal,
): Promise<MemorySet> {
  const { size } = subspace;
  const { dim } = memories;
  const states = new Float32Array((memories.states.length / dim) * size);
  for (let k = 0; k * size < states.length; k++) {
    await yieldToEventLoop(signal);
    states.set(coordinatesIn(subspace, rowOf(memories.states, k, dim)), k * size);
  }
  return { ...memories, states, dim: size, shape: null };
}

/**
 * Projects a plane onto a subspace. Returns its origin and axes as coordinates [size], which are no longer
 * orthonormal, and a function that gives the energy outside the subspace at a point (u, v).
 */
export function planeInSubspace(
  { size, origin, basis }: Subspace,
  plane: Plane,
): { plane: Plane; outside: (u: number, v: number) => number } {
  const dim = origin.length;
  const split = (vector: Vector) => {
    const inside = Float64Array.from({ length: size }, (_, m) => dot(vector, rowOf(basis, m, dim)));
    const within = (i: number) => inside.reduce((sum, z, m) => sum + z * (basis[m * dim + i] ?? 0), 0);
    return { inside, outside: vector.map((value, i) => value - within(i)) };
  };
  const [o, a, b] = [split(difference(plane.origin, origin)), split(plane.axes[0]), split(plane.axes[1])];
  const [oo, aa, bb] = [dot(o.outside, o.outside), dot(a.outside, a.outside), dot(b.outside, b.outside)];
  const [oa, ob, ab] = [dot(o.outside, a.outside), dot(o.outside, b.outside), dot(a.outside, b.outside)];
  return {
    plane: { origin: o.inside, axes: [a.inside, b.inside] },
    outside: (u, v) => (oo + u * u * aa + v * v * bb) / 2 + u * oa + v * ob + u * v * ab,
  };
}

/**
 * Returns the energy of a state [dim] outside the subspace, half the squared distance from it. Cost: O(M D).
 */
export function energyOutside(subspace: Subspace, state: Float32Array): number {
  const square = (values: Float32Array) => values.reduce((sum, value) => sum + value ** 2, 0);
  const offset = state.map((value, i) => value - (subspace.origin[i] ?? 0));
  return Math.max(0, square(offset) - square(coordinatesIn(subspace, state))) / 2;
}

/** Orthonormalises axes [dim], which are already orthogonal up to rounding. Cost: O(M^2 D). */
async function orthonormalRows(axes: readonly Float64Array[], signal: AbortSignal): Promise<Float64Array[]> {
  const rows: Float64Array[] = [];
  for (const axis of axes) {
    await yieldToEventLoop(signal);
    let row = axis;
    for (const other of rows) {
      const overlap = dot(axis, other);
      row = row.map((value, i) => value - overlap * (other[i] ?? 0));
    }
    const length = Math.sqrt(dot(row, row));
    rows.push(row.map((value) => value / length));
  }
  return rows;
}

/**
 * Returns the `size` cosine waves of lowest spatial frequency as orthonormal rows [dim]. Each is on one
 * channel.
 */
function lowFrequencies({ height, width, channels }: PictureShape, size: number): Float64Array[] {
  const waves: { ky: number; kx: number; channel: number; frequency: number }[] = [];
  for (let ky = 0; ky < height; ky++) {
    for (let kx = 0; kx < width; kx++) {
      const frequency = (ky / height) ** 2 + (kx / width) ** 2;
      for (let channel = 0; channel < channels; channel++) waves.push({ ky, kx, channel, frequency });
    }
  }
  waves.sort((a, b) => a.frequency - b.frequency);
  return waves.slice(0, size).map(({ ky, kx, channel }) => {
    const row = new Float64Array(height * width * channels);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        row[(y * width + x) * channels + channel] = cosine(ky, y, height) * cosine(kx, x, width);
      }
    }
    return row;
  });
}

/** Returns entry (k, j) of the orthonormal cosine transform. */
function cosine(k: number, j: number, size: number): number {
  return Math.sqrt((k === 0 ? 1 : 2) / size) * Math.cos((Math.PI * (j + 0.5) * k) / size);
}
