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

/** Part of state space: origin + z basis, basis [size, dim] with orthonormal rows. */
export interface Subspace {
  readonly size: number;
  readonly origin: Float32Array;
  readonly basis: Float32Array;
}

/** Where memories differ most, around their mean; fewer dimensions than asked for where they span less. */
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
      'The memories span no subspace: there is one, or all are the same.',
      'Store more, or turn the subspace off.',
    );
  }
  const basis = new Float32Array(rows.length * dim);
  rows.forEach((row, i) => {
    basis.set(row, i * dim);
  });
  return { size: rows.length, origin: Float32Array.from(mean), basis };
}

/** The axes of more memories than the sample that they come from span no more than it does. */
function requireAxes(size: number, numMemories: number): void {
  const most = MAX_GRAM_SIZE - 1; // one is lost to the mean
  if (size <= most || numMemories <= MAX_GRAM_SIZE) return;
  throw new EngineError(
    'unsupported',
    `A principal subspace of ${formatCount(numMemories)} memories has at most ${String(most)} dimensions, not ${formatCount(size)}: its axes come from ${String(MAX_GRAM_SIZE)} of them.`,
    'Ask for fewer dimensions, store fewer memories, or take low frequencies.',
  );
}

/** The coordinates z [size] of a state [dim]. Cost: O(M D). */
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

/** The memories as coordinates in a subspace. Cost: O(K M D). */
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

/** A plane as it lies in a subspace, where its axes are no longer orthonormal, and the energy outside at its points. */
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

/** The energy of the part of a state outside of the subspace: half its square. */
export function energyOutside(subspace: Subspace, state: Float32Array): number {
  const square = (values: Float32Array) => values.reduce((sum, value) => sum + value ** 2, 0);
  const away = state.map((value, i) => value - (subspace.origin[i] ?? 0));
  return Math.max(0, square(away) - square(coordinatesIn(subspace, state))) / 2;
}

/** The same directions, of length 1 and perpendicular: they were so up to rounding. Cost: O(M^2 D). */
async function orthonormalRows(axes: readonly Float64Array[], signal: AbortSignal): Promise<Float64Array[]> {
  const rows: Float64Array[] = [];
  for (const axis of axes) {
    await yieldToEventLoop(signal);
    let row = axis;
    for (const before of rows) {
      const along = dot(axis, before);
      row = row.map((value, i) => value - along * (before[i] ?? 0));
    }
    const length = Math.sqrt(dot(row, row));
    rows.push(row.map((value) => value / length));
  }
  return rows;
}

/** The `size` cosine waves of lowest spatial frequency, all channels alike, as orthonormal rows. */
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

/** Entry of the orthonormal cosine transform. */
function cosine(k: number, j: number, size: number): number {
  return Math.sqrt((k === 0 ? 1 : 2) / size) * Math.cos((Math.PI * (j + 0.5) * k) / size);
}
