/**
 * MrDAM, DrDAM and the structured projection in plain float64 loops, straight from the formulas. Shares no code with
 * the engine or the graphs; the golden values, made by numpy, vouch for it.
 */

export type Vector = readonly number[];
export type Matrix = readonly Vector[];

export function mrdam(memories: Matrix, x: Vector, beta: number): { energy: number; gradient: number[] } {
  const scores = memories.map((memory) => (-beta / 2) * squareDistance(x, memory));
  const largest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - largest));
  const total = sum(weights);
  const gradient = x.map((value, i) => {
    const mean = sum(memories.map((memory, k) => (at(weights, k) / total) * at(memory, i)));
    return value - mean;
  });
  return { energy: -(largest + Math.log(total)) / beta, gradient };
}

/** `s` [Y, D] explicit. */
export function drdam(
  memories: Matrix,
  s: Matrix,
  x: Vector,
  beta: number,
  epsilon = 1e-5,
): { energy: number; gradient: number[]; similarity: number } {
  const angles = (state: Vector) => s.map((row) => Math.sqrt(beta) * dot(row, state));
  const stored = memories.map(angles);
  const h = angles(x);
  let similarity = 0;
  const slope = h.map((angle, i) => {
    // the kernel of each feature is cos(h(x) - h(xi)); its derivative in h is -sin
    similarity += sum(stored.map((memory) => Math.cos(angle - at(memory, i)))) / s.length;
    return -sum(stored.map((memory) => Math.sin(angle - at(memory, i)))) / s.length;
  });
  const clipped = Math.max(similarity, epsilon);
  const scale = similarity > epsilon ? -Math.sqrt(beta) / (beta * clipped) : 0;
  const gradient = x.map((_, j) => scale * sum(slope.map((w, i) => w * at(at(s, i), j))));
  return { energy: -Math.log(clipped) / beta, gradient, similarity };
}

export type FeatureMapName = 'sincos' | 'cos' | 'exp' | 'expexp';

/**
 * The features phi(x) of a map. `phase` turns those of Cos and of SinCos, whose products do not depend on it: the
 * engine has none there.
 */
function features(map: FeatureMapName, s: Matrix, phase: Vector, x: Vector, beta: number): number[] {
  const h = s.map((row) => Math.sqrt(beta) * dot(row, x));
  const turned = h.map((angle, i) => angle + (phase[i] ?? 0));
  const damping = Math.exp(-beta * dot(x, x));
  const scale = 1 / Math.sqrt(s.length);
  switch (map) {
    case 'sincos':
      return [...turned.map(Math.cos), ...turned.map(Math.sin)].map((value) => scale * value);
    case 'cos':
      return turned.map((angle) => Math.SQRT2 * scale * Math.cos(angle));
    case 'exp':
      return h.map((value) => scale * damping * Math.exp(value));
    case 'expexp':
      return [...h, ...h.map((value) => -value)].map(
        (value) => Math.SQRT1_2 * scale * damping * Math.exp(value),
      );
  }
}

/**
 * The energy of DrDAM under any feature map, from the features themselves: T = sum phi(xi), s = phi(x).T. `form`
 * "log" clips s at `epsilon`.
 */
export function featureEnergy(
  map: FeatureMapName,
  memories: Matrix,
  s: Matrix,
  phase: Vector,
  beta: number,
  form: 'log' | 'kernel',
  epsilon = 1e-5,
): (x: Vector) => number {
  const stored = memories.map((memory) => features(map, s, phase, memory, beta));
  const t = at(stored, 0).map((_, i) => sum(stored.map((one) => at(one, i))));
  const isTrig = map === 'sincos' || map === 'cos';
  return (x) => {
    const similarity = dot(features(map, s, phase, x, beta), t);
    if (form === 'kernel') return -similarity / beta;
    return -Math.log(isTrig ? Math.max(similarity, epsilon) : similarity) / beta;
  };
}

export function centralDifference(energy: (x: Vector) => number, x: Vector, h = 1e-5): number[] {
  return x.map((_, i) => {
    const moved = (by: number) => energy(x.map((value, j) => (j === i ? value + by : value)));
    return (moved(h) - moved(-h)) / (2 * h);
  });
}

/** The rows of diag(norms) C D3 C D2 C D1, block by block, cut to `dim` columns; C the Kronecker product of cosines. */
export function structuredRows(
  factors: Vector,
  signs: Matrix,
  norms: Vector,
  numRows: number,
  dim: number,
): number[][] {
  const c = factors.map(cosines).reduce(kronecker);
  const size = c.length;
  const rows: number[][] = [];
  for (let start = 0; start < norms.length; start += size) {
    let block: number[][] = c.map((_, i) => c.map((__, j) => (i === j ? 1 : 0)));
    for (const diagonal of signs) {
      block = multiply(
        c,
        block.map((row, i) => row.map((value) => at(diagonal, start + i) * value)),
      );
    }
    rows.push(...block.map((row, i) => row.map((value) => at(norms, start + i) * value)));
  }
  return rows.slice(0, numRows).map((row) => row.slice(0, dim));
}

/** The same rows times x, for sizes at which the matrix itself would be too much. */
export function structuredProduct(
  factors: Vector,
  signs: Matrix,
  norms: Vector,
  numRows: number,
  x: Vector,
): number[] {
  const size = factors.reduce((a, b) => a * b, 1);
  const product: number[] = [];
  for (let start = 0; start < norms.length; start += size) {
    let z = Array.from({ length: size }, (_, i) => x[i] ?? 0);
    for (const diagonal of signs) {
      z = z.map((value, i) => value * at(diagonal, start + i));
      let stride = size;
      for (const factor of factors) {
        stride /= factor;
        z = alongAxis(cosines(factor), z, stride);
      }
    }
    product.push(...z.map((value, i) => value * at(norms, start + i)));
  }
  return product.slice(0, numRows);
}

/** A matrix applied to every line of z whose entries lie `stride` apart. */
function alongAxis(matrix: Matrix, z: Vector, stride: number): number[] {
  const length = matrix.length;
  return z.map((_, i) => {
    const position = Math.floor(i / stride) % length;
    const first = i - position * stride;
    return sum(at(matrix, position).map((value, j) => value * at(z, first + j * stride)));
  });
}

export function cosines(size: number): number[][] {
  return Array.from({ length: size }, (_, k) =>
    Array.from(
      { length: size },
      (__, j) => Math.sqrt((k === 0 ? 1 : 2) / size) * Math.cos((Math.PI * (j + 0.5) * k) / size),
    ),
  );
}

function kronecker(a: Matrix, b: Matrix): number[][] {
  return a.flatMap((rowA) => b.map((rowB) => rowA.flatMap((x) => rowB.map((y) => x * y))));
}

function multiply(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => at(b, 0).map((_, j) => sum(row.map((value, k) => value * at(at(b, k), j)))));
}

export function dot(a: Vector, b: Vector): number {
  return sum(a.map((value, i) => value * at(b, i)));
}

export function squareDistance(a: Vector, b: Vector): number {
  return sum(a.map((value, i) => (value - at(b, i)) ** 2));
}

export function sum(values: Vector): number {
  return values.reduce((total, value) => total + value, 0);
}

/** An element that is there. */
export function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new Error(`no element ${String(index)} in ${String(values.length)}`);
  return value;
}

export function rowsOf(data: ArrayLike<number>, width: number): number[][] {
  return Array.from({ length: data.length / width }, (_, i) =>
    Array.from({ length: width }, (__, j) => data[i * width + j] ?? NaN),
  );
}

/** The largest |a - b| of two lists of one length; NaN counts as infinite. */
export function largestError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs((found[i] ?? NaN) - (expected[i] ?? NaN));
    worst = error <= worst ? worst : Number.isNaN(error) ? Infinity : error;
  }
  return worst;
}
