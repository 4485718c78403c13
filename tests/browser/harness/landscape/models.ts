import { DIM, normalBy, randomBy } from './pictures';

/** An energy in float64, computed by the paper's formulas, for a page that has no engine. */
export interface Model {
  /** Returns energy and gradient [DIM] at a state [DIM]. */
  evaluate(state: Float64Array): { energy: number; gradient: Float64Array };
  /** Returns energies [size, size] on origin + u e_u + v e_v. */
  onPlane(plane: Plane, u: Float64Array, v: Float64Array): Float32Array;
}

export interface Plane {
  readonly origin: Float64Array;
  readonly axes: readonly [Float64Array, Float64Array];
}

export function memoryModel(memories: Float64Array, beta: number): Model {
  const count = memories.length / DIM;
  const row = (k: number) => memories.subarray(k * DIM, (k + 1) * DIM);
  return {
    evaluate(state) {
      const squares = Array.from({ length: count }, (_, k) => squareDistance(state, row(k)));
      const least = Math.min(...squares);
      const weights = squares.map((square) => Math.exp((-beta / 2) * (square - least)));
      const sum = weights.reduce((a, b) => a + b);
      const gradient = state.slice();
      weights.forEach((weight, k) => {
        const memory = row(k);
        for (let i = 0; i < DIM; i++) gradient[i] = (gradient[i] ?? 0) - (weight / sum) * (memory[i] ?? 0);
      });
      return { energy: least / 2 - Math.log(sum) / beta, gradient };
    },
    onPlane(plane, u, v) {
      const projections = Array.from({ length: count }, (_, k) => projectionOf(row(k), plane));
      return gridOf(u, v, (a, b) => {
        const squares = projections.map(
          (projection) => (a - projection.u) ** 2 + (b - projection.v) ** 2 + projection.offPlane ** 2,
        );
        const least = Math.min(...squares);
        const sum = squares.reduce((total, square) => total + Math.exp((-beta / 2) * (square - least)), 0);
        return least / 2 - Math.log(sum) / beta;
      });
    },
  };
}

const EPSILON = 1e-4;

/** Returns DrDAM with sine and cosine features of a Gaussian projection [numFeatures, DIM]. */
export function featureModel(memories: Float64Array, beta: number, numFeatures: number, seed: number): Model {
  const normal = normalBy(randomBy(seed));
  const rows = Array.from({ length: numFeatures }, () =>
    Float64Array.from({ length: DIM }, () => Math.sqrt(beta) * normal()),
  );
  const count = memories.length / DIM;
  // both halves of T, which include the factor 1/Y of the features
  const cosines = new Float64Array(numFeatures);
  const sines = new Float64Array(numFeatures);
  rows.forEach((s, y) => {
    for (let k = 0; k < count; k++) {
      const phase = dot(s, memories.subarray(k * DIM, (k + 1) * DIM));
      cosines[y] = (cosines[y] ?? 0) + Math.cos(phase) / numFeatures;
      sines[y] = (sines[y] ?? 0) + Math.sin(phase) / numFeatures;
    }
  });
  const energyOf = (similarity: number) => -Math.log(Math.max(similarity, EPSILON)) / beta;
  return {
    evaluate(state) {
      let similarity = 0;
      const slope = new Float64Array(DIM);
      rows.forEach((s, y) => {
        const phase = dot(s, state);
        const [cos, sin] = [Math.cos(phase), Math.sin(phase)];
        const [c, t] = [cosines[y] ?? 0, sines[y] ?? 0];
        similarity += cos * c + sin * t;
        const factor = cos * t - sin * c;
        for (let i = 0; i < DIM; i++) slope[i] = (slope[i] ?? 0) + factor * (s[i] ?? 0);
      });
      const isClipped = similarity <= EPSILON;
      const gradient = slope.map((value) => (isClipped ? 0 : -value / (beta * similarity)));
      return { energy: energyOf(similarity), gradient };
    },
    onPlane(plane, u, v) {
      const size = u.length;
      const sums = new Float64Array(size * size);
      rows.forEach((s, y) => {
        const [base, du, dv] = [dot(s, plane.origin), dot(s, plane.axes[0]), dot(s, plane.axes[1])];
        const [cosU, sinU] = [u.map((a) => Math.cos(a * du)), u.map((a) => Math.sin(a * du))];
        for (let j = 0; j < size; j++) {
          const phase = base + dv * (v[j] ?? 0);
          const [cos, sin] = [Math.cos(phase), Math.sin(phase)];
          const [c, t] = [cosines[y] ?? 0, sines[y] ?? 0];
          const [even, odd] = [c * cos + t * sin, t * cos - c * sin];
          for (let i = 0; i < size; i++) {
            const k = j * size + i;
            sums[k] = (sums[k] ?? 0) + even * (cosU[i] ?? 0) + odd * (sinU[i] ?? 0);
          }
        }
      });
      return Float32Array.from(sums, energyOf);
    },
  };
}

/** Returns the plane of largest variance, by power iteration on the centred memories. */
export function principalPlane(memories: Float64Array): Plane {
  const count = memories.length / DIM;
  const origin = new Float64Array(DIM);
  memories.forEach((value, i) => {
    origin[i % DIM] = (origin[i % DIM] ?? 0) + value / count;
  });
  const centred = Array.from({ length: count }, (_, k) =>
    memories.slice(k * DIM, (k + 1) * DIM).map((value, i) => value - (origin[i] ?? 0)),
  );
  const axes: Float64Array[] = [];
  while (axes.length < 2) {
    let axis = (centred[axes.length] ?? origin).slice();
    for (let round = 0; round < 200; round++) {
      const next = new Float64Array(DIM);
      for (const memory of centred) addScaled(next, memory, dot(memory, axis));
      for (const other of axes) addScaled(next, other, -dot(next, other));
      const length = Math.sqrt(dot(next, next));
      axis = next.map((value) => value / length);
    }
    axes.push(axis);
  }
  const [first = origin, second = origin] = axes;
  return { origin, axes: [first, second] };
}

export function projectionOf(
  state: Float64Array,
  { origin, axes }: Plane,
): { u: number; v: number; offPlane: number } {
  const offset = state.map((value, i) => value - (origin[i] ?? 0));
  const [u, v] = [dot(offset, axes[0]), dot(offset, axes[1])];
  addScaled(offset, axes[0], -u);
  addScaled(offset, axes[1], -v);
  return { u, v, offPlane: Math.sqrt(dot(offset, offset)) };
}

function addScaled(to: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + factor * (vector[i] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function squareDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return sum;
}

function gridOf(u: Float64Array, v: Float64Array, energy: (u: number, v: number) => number): Float32Array {
  const size = u.length;
  return Float32Array.from({ length: size * size }, (_, k) =>
    energy(u[k % size] ?? 0, v[Math.floor(k / size)] ?? 0),
  );
}
