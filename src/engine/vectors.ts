import type { Vector } from '#shared/vectors';

export type { Plane, Vector } from '#shared/vectors';
export { dot, scaled } from '#shared/vectors';

/** Returns row `index` of states [n, dim] as a view [dim], not a copy. */
export function rowOf(states: Float32Array, index: number, dim: number): Float32Array {
  return states.subarray(index * dim, (index + 1) * dim);
}

/** Returns a - b [dim] in float64. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): Vector {
  return Float64Array.from({ length: a.length }, (_, i) => (a[i] ?? 0) - (b[i] ?? 0));
}

/** Returns the sum [dim] of rows [n] of [dim], each times its weight; weights are [n]. */
export function linearCombination(rows: readonly Vector[], weights: ArrayLike<number>): Vector {
  const sum = new Float64Array(rows[0]?.length ?? 0);
  rows.forEach((row, k) => {
    const weight = weights[k] ?? 0;
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (row[i] ?? 0);
  });
  return sum;
}
