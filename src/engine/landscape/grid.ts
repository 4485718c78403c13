import type { GridSpec } from '#shared/setup';
import type { Plane } from '../vectors';
import { dot } from '../vectors';

/** The memories in the coordinates of a plane. */
export interface MemoriesOnPlane {
  /** [K]: the coordinates of each memory's orthogonal projection onto the plane. */
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** [K]: the squared distance of each memory from the plane. */
  readonly offPlane: Float64Array;
  /** The share of the memories' variance that lies in the plane. */
  readonly explainedVariance: number;
}

/** The coordinates of a grid's points on a plane. */
export interface Grid {
  /** [size]: evenly spaced, both ends included. */
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** Returns the memories [K, dim] in the coordinates of a plane. Cost: O(K D). */
export function memoriesOnPlane(
  { origin, axes }: Plane,
  memories: Float32Array,
  dim: number,
): MemoriesOnPlane {
  const count = memories.length / dim;
  const [u, v, offPlane] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  // one array for all memories: thousands of them would keep the garbage collector busy
  const from = new Float64Array(dim);
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < dim; i++) from[i] = (memories[k * dim + i] ?? 0) - (origin[i] ?? 0);
    const [a, b] = [dot(from, axes[0]), dot(from, axes[1])];
    u[k] = a;
    v[k] = b;
    // summed directly, because a difference of large squares loses digits
    let square = 0;
    for (let i = 0; i < dim; i++) {
      square += ((from[i] ?? 0) - a * (axes[0][i] ?? 0) - b * (axes[1][i] ?? 0)) ** 2;
    }
    offPlane[k] = square;
  }
  const within = variance(u) + variance(v);
  const total = totalVariance(memories, dim);
  return { u, v, offPlane, explainedVariance: total > 0 ? Math.min(1, within / total) : 0 };
}

/** Returns the grid of a specification; without an extent it covers the memories, with a margin. */
export function makeGrid({ size, extent }: GridSpec, view: MemoriesOnPlane): Grid {
  const [u0, u1] = extent ? [extent.u0, extent.u1] : around(view.u, view.v);
  const [v0, v1] = extent ? [extent.v0, extent.v1] : around(view.v, view.u);
  return { u: evenly(u0, u1, size), v: evenly(v0, v1, size) };
}

/** Returns the values' range and 20 % more; where they are equal, a range as wide as the other axis's, or 1. */
function around(values: Float64Array, others: Float64Array): [number, number] {
  const [low, high] = range(values);
  const [lowOther, highOther] = range(others);
  const width = high - low || highOther - lowOther || 1;
  const middle = (low + high) / 2;
  return [middle - 0.6 * width, middle + 0.6 * width];
}

function evenly(from: number, to: number, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => from + ((to - from) * i) / (size - 1));
}

function range(values: Float64Array): [number, number] {
  return [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
}

function variance(values: Float64Array): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function totalVariance(states: Float32Array, dim: number): number {
  const count = states.length / dim;
  let total = 0;
  for (let i = 0; i < dim; i++) {
    let [sum, squares] = [0, 0];
    const shift = states[i] ?? 0; // one of the values, which keeps the squares small
    for (let k = 0; k < count; k++) {
      const value = (states[k * dim + i] ?? 0) - shift;
      sum += value;
      squares += value * value;
    }
    total += squares / count - (sum / count) ** 2;
  }
  return total;
}
