import { EngineError } from '#shared/errors';

/** A vector of state space, in float64. */
export type Vector = Float64Array;

/** A plane in state space: origin + u axes[0] + v axes[1], axes orthonormal, all [dim]. */
export interface Plane {
  readonly origin: Vector;
  readonly axes: readonly [Vector, Vector];
}

export function rowOf(states: Float32Array, index: number, dim: number): Float32Array {
  return states.subarray(index * dim, (index + 1) * dim);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

export function difference(a: ArrayLike<number>, b: ArrayLike<number>): Vector {
  return Float64Array.from({ length: a.length }, (_, i) => (a[i] ?? 0) - (b[i] ?? 0));
}

export function scaled(a: Vector, factor: number): Vector {
  return a.map((value) => value * factor);
}

/** Two orthonormal vectors that span the plane of two given ones; refuses vectors on one line. */
export function orthonormalPair(first: Vector, second: Vector): [Vector, Vector] {
  const u = scaled(first, 1 / Math.sqrt(dot(first, first)));
  const before = Math.sqrt(dot(second, second));
  let v = second;
  // twice, because the first time leaves rounding of the size of what was taken away
  for (let round = 0; round < 2; round++) v = difference(v, scaled(u, dot(u, v)));
  const after = Math.sqrt(dot(v, v));
  if (!(after > 1e-6 * before) || !u.every(Number.isFinite)) {
    throw new EngineError(
      'bad-request',
      'The chosen states lie on one line: they span no plane.',
      'Choose others.',
    );
  }
  return [u, scaled(v, 1 / after)];
}

/** The sum of rows, each with its weight. */
export function linearCombination(rows: readonly Vector[], weights: ArrayLike<number>): Vector {
  const sum = new Float64Array(rows[0]?.length ?? 0);
  rows.forEach((row, k) => {
    const weight = weights[k] ?? 0;
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (row[i] ?? 0);
  });
  return sum;
}
