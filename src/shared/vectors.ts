/** A vector of state space, in float64. */
export type Vector = Float64Array;

/** A plane in state space: origin + u axes[0] + v axes[1], axes orthonormal, all [dim]. */
export interface Plane {
  readonly origin: Vector;
  readonly axes: readonly [Vector, Vector];
}

/** Returns the inner product of two vectors. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Returns the Euclidean length of a vector. */
export function lengthOf(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}

/** Returns a vector times a factor. */
export function scaled(a: Vector, factor: number): Vector {
  return a.map((value) => value * factor);
}

/**
 * Makes a vector orthogonal to unit vectors that are orthogonal to each other, in place. In two passes,
 * because the first one leaves rounding of the size of what it removed (Gram-Schmidt with
 * reorthogonalisation). Cost: O(n D).
 */
export function orthogonalise(vector: Vector, units: readonly Vector[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const unit of units) {
      const overlap = dot(vector, unit);
      for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - overlap * (unit[i] ?? 0);
    }
  }
}

/**
 * Returns two orthonormal vectors: the direction of the first, and that of the second perpendicular to it.
 * `remaining` is the share of the second vector's length that is perpendicular to the first: it is 0 up to
 * rounding, or NaN, where both lie on one line or one of them is 0, and the pair is then meaningless.
 */
export function orthonormalPair(
  first: Vector,
  second: Vector,
): { readonly axes: readonly [Vector, Vector]; readonly remaining: number } {
  const u = scaled(first, 1 / lengthOf(first));
  const v = second.slice();
  orthogonalise(v, [u]);
  return { axes: [u, scaled(v, 1 / lengthOf(v))], remaining: lengthOf(v) / lengthOf(second) };
}
