/**
 * The kernel that spreads a point onto a grid: exp(SHARPNESS (sqrt(1 - z^2) - 1)) for |z| <= 1, WIDTH grid points wide. On
 * a grid twice as fine as needed, a wave is reproduced to 8e-9 along each axis.
 */

/** The kernel's width in grid points; `spread` is unrolled for 10. With 8 a wave would be off by 4e-7, in a narrow view always with the same sign. */
export const WIDTH = 10;
const SHARPNESS = 2.3 * WIDTH;
/** The degree of the polynomials that approximate the kernel between two grid points. */
const DEGREE = 11;

function kernel(z: number): number {
  return Math.exp(SHARPNESS * (Math.sqrt(Math.max(0, 1 - z * z)) - 1));
}

/** Coefficients [DEGREE + 1, WIDTH] of the kernel's WIDTH pieces in s = 2 t - 1, t in [0, 1] past a grid point. */
const pieces = fitPieces();

/** Writes the kernel along both axes, at the WIDTH grid points around one that lies (s + 1) / 2 and (t + 1) / 2 past a grid point. */
export function evaluateKernels(across: Float64Array, s: number, down: Float64Array, t: number): void {
  for (let k = 0; k < WIDTH; k++) {
    let a = 0;
    let b = 0;
    for (let at = DEGREE * WIDTH + k; at >= 0; at -= WIDTH) {
      const coefficient = pieces[at] ?? 0;
      a = a * s + coefficient;
      b = b * t + coefficient;
    }
    across[k] = a;
    down[k] = b;
  }
}

/** Adds weight down across^T to a grid from `first` on. Unrolled, which takes two thirds of the time of an inner loop. */
export function spread(
  grid: Float64Array,
  down: Float64Array,
  across: Float64Array,
  weight: number,
  first: number,
  stride: number,
): void {
  const a = across[0] ?? 0;
  const b = across[1] ?? 0;
  const c = across[2] ?? 0;
  const d = across[3] ?? 0;
  const e = across[4] ?? 0;
  const f = across[5] ?? 0;
  const g = across[6] ?? 0;
  const h = across[7] ?? 0;
  const i = across[8] ?? 0;
  const j = across[9] ?? 0;
  for (let k = 0, at = first; k < WIDTH; k++, at += stride) {
    const w = weight * (down[k] ?? 0);
    grid[at] = (grid[at] ?? 0) + w * a;
    grid[at + 1] = (grid[at + 1] ?? 0) + w * b;
    grid[at + 2] = (grid[at + 2] ?? 0) + w * c;
    grid[at + 3] = (grid[at + 3] ?? 0) + w * d;
    grid[at + 4] = (grid[at + 4] ?? 0) + w * e;
    grid[at + 5] = (grid[at + 5] ?? 0) + w * f;
    grid[at + 6] = (grid[at + 6] ?? 0) + w * g;
    grid[at + 7] = (grid[at + 7] ?? 0) + w * h;
    grid[at + 8] = (grid[at + 8] ?? 0) + w * i;
    grid[at + 9] = (grid[at + 9] ?? 0) + w * j;
  }
}

/** Returns the kernel's Fourier transform at a frequency in cycles per grid point, by the midpoint rule. */
export function kernelSpectrum(frequency: number): number {
  const count = 200;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const z = (2 * i + 1) / count - 1;
    sum += kernel(z) * Math.cos(Math.PI * WIDTH * frequency * z);
  }
  return (sum * WIDTH) / count;
}

/** Interpolates the kernel's pieces at the Chebyshev points, and returns coefficients of powers. */
function fitPieces(): Float64Array {
  const count = DEGREE + 1;
  const angles = Array.from({ length: count }, (_, q) => (Math.PI * (q + 0.5)) / count);
  const powers = chebyshevPowers();
  const coefficients = new Float64Array(count * WIDTH);
  for (let k = 0; k < WIDTH; k++) {
    const values = angles.map((angle) =>
      kernel((k + 1 - WIDTH / 2 - (Math.cos(angle) + 1) / 2) / (WIDTH / 2)),
    );
    powers.forEach((polynomial, degree) => {
      const overlap = values.reduce((sum, value, q) => sum + value * Math.cos(degree * (angles[q] ?? 0)), 0);
      const weight = ((degree === 0 ? 1 : 2) / count) * overlap;
      polynomial.forEach((power, d) => {
        coefficients[d * WIDTH + k] = (coefficients[d * WIDTH + k] ?? 0) + weight * power;
      });
    });
  }
  return coefficients;
}

/** Returns the coefficients of Chebyshev's polynomials up to DEGREE. */
function chebyshevPowers(): number[][] {
  const all = [[1], [0, 1]];
  for (let n = 2; n <= DEGREE; n++) {
    const next = [0, ...(all[n - 1] ?? [])].map((power, d) => (d === 0 ? 0 : 2 * power));
    (all[n - 2] ?? []).forEach((power, d) => (next[d] = (next[d] ?? 0) - power));
    all.push(next);
  }
  return all;
}
