import type { Runtime } from '../graphs/runtime';
import { yieldToEventLoop } from '../cooperative-yield';
import { evaluateKernels, kernelSpectrum, spread, WIDTH } from './nufft-kernel';

/** Waves amplitude cos 2 pi (phase + a m + b n) at integers m and n; all [waves], phases and frequencies in cycles. */
export interface PlaneWaves {
  readonly amplitude: Float32Array;
  readonly phase: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** Rows of a product between two yields: 2 ms at size 256, 60 ms at 2048. */
const ROWS_PER_YIELD = 64;

/**
 * Sums plane waves on a grid [size, size] of rows n and columns m = -floor(size / 2) …, by a type-1 non-uniform Fourier
 * transform. At integers a frequency counts modulo 1, so that it is a point on a torus. Each point is spread onto a fine
 * grid of the torus, the grid is transformed, and the kernel's spectrum is divided out (Barnett, Magland and af Klinteberg,
 * "A parallel non-uniform fast Fourier transform library based on an exponential of semicircle kernel", 2019).
 *
 * In float64; the error of a wave is below 2e-8 of its amplitude. Cost: 2 WIDTH^2 additions for each wave, whatever the
 * size, and matrix products of O(size^3); 24 bytes for each of (2 size)^2 points.
 */
export class PlaneWaveSum {
  readonly #size: number;
  /** The number of the torus's grid points along an axis. */
  readonly #fine: number;
  /** The length of a row: its last WIDTH points repeat the first ones, so that no index wraps. */
  readonly #stride: number;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#fine = Math.max(2 * size, 2 * WIDTH);
    this.#stride = this.#fine + WIDTH;
    this.#real = new Float64Array(this.#stride ** 2);
    this.#imaginary = new Float64Array(this.#stride ** 2);
  }

  /** Adds the waves [from, to). */
  add({ amplitude, phase, a, b }: PlaneWaves, from: number, to: number): void {
    const [fine, stride, real, imaginary] = [this.#fine, this.#stride, this.#real, this.#imaginary];
    const across = new Float64Array(WIDTH);
    const down = new Float64Array(WIDTH);
    for (let j = from; j < to; j++) {
      const radians = 2 * Math.PI * fraction(phase[j] ?? 0);
      const column = fine * fraction(a[j] ?? 0);
      const row = fine * fraction(b[j] ?? 0);
      const [left, top] = [Math.floor(column), Math.floor(row)];
      evaluateKernels(across, 2 * (column - left) - 1, down, 2 * (row - top) - 1);
      const weight = amplitude[j] ?? 0;
      const first = top * stride + left;
      spread(real, down, across, weight * Math.cos(radians), first, stride);
      spread(imaginary, down, across, weight * Math.sin(radians), first, stride);
    }
  }

  /**
   * Returns the sums [size, size] of all waves that were added: Re sum over q, p of grid[q, p] exp(2 pi i (n q + m p) / fine).
   * Cosines are even and sines odd, so that n and -n share the sums over q, and m and -m those over p. `host` computes in
   * float64. Throws `cancelled` on abort.
   */
  async values(host: Runtime, signal: AbortSignal): Promise<Float64Array> {
    const [size, stride] = [this.#size, this.#stride];
    const product = await host.graph('product_float64');
    const multiply = async (rows: Float64Array, columns: Float64Array, inner: number) => {
      await yieldToEventLoop(signal);
      const out = await product.run({
        rows: host.tensor(rows, [rows.length / inner, inner]),
        columns: host.tensor(columns, [inner, columns.length / inner]),
      });
      return out.doubles('product');
    };
    const { cos, sin } = this.#tables();
    const count = Math.floor(size / 2) + 1;
    const [cosDown, sinDown] = [transposed(cos, count), transposed(sin, count)];
    const values = new Float64Array(size * size);
    for (let from = 0; from < count; from += ROWS_PER_YIELD) {
      const part = (table: Float64Array) => table.subarray(from * stride, (from + ROWS_PER_YIELD) * stride);
      const cosReal = await multiply(part(cos), this.#real, stride);
      const cosImaginary = await multiply(part(cos), this.#imaginary, stride);
      const sinReal = await multiply(part(sin), this.#real, stride);
      const sinImaginary = await multiply(part(sin), this.#imaginary, stride);
      for (const sign of [1, -1]) {
        const even = await multiply(sum(cosReal, sinImaginary, -sign), cosDown, stride);
        const odd = await multiply(sum(cosImaginary, sinReal, sign), sinDown, stride);
        for (let at = 0; at < even.length; at++) {
          const [n, m] = [sign * (from + Math.floor(at / count)), at % count];
          this.#place(values, n, m, (even[at] ?? 0) - (odd[at] ?? 0));
          this.#place(values, n, -m, (even[at] ?? 0) + (odd[at] ?? 0));
        }
      }
    }
    return values;
  }

  /** Stores a value if the grid has the point: an even size has one point more on the negative side. */
  #place(values: Float64Array, n: number, m: number, value: number): void {
    const middle = Math.floor(this.#size / 2);
    if (middle + n < this.#size && middle + m < this.#size)
      values[(middle + n) * this.#size + middle + m] = value;
  }

  /**
   * Returns cos and sin of 2 pi m p / fine for m = 0 … floor(size / 2), [m, stride], divided by the kernel's spectrum. Past
   * `fine` they repeat, as the torus does.
   */
  #tables(): { cos: Float64Array; sin: Float64Array } {
    const [fine, stride] = [this.#fine, this.#stride];
    const circle = Array.from({ length: fine }, (_, p) => (2 * Math.PI * p) / fine);
    const [cosOf, sinOf] = [circle.map(Math.cos), circle.map(Math.sin)];
    const count = Math.floor(this.#size / 2) + 1;
    const [cos, sin] = [new Float64Array(count * stride), new Float64Array(count * stride)];
    let next = 0;
    for (let m = 0; m < count; m++) {
      const damping = kernelSpectrum(m / fine);
      for (let p = 0; p < stride; p++, next++) {
        // a wave's kernel begins WIDTH / 2 - 1 points before it, and is stored from its own point on
        const index = (m * (p + fine - WIDTH / 2 + 1)) % fine;
        cos[next] = (cosOf[index] ?? 0) / damping;
        sin[next] = (sinOf[index] ?? 0) / damping;
      }
    }
    return { cos, sin };
  }
}

/** Returns values + sign others. */
function sum(values: Float64Array, others: Float64Array, sign: number): Float64Array {
  return values.map((value, i) => value + sign * (others[i] ?? 0));
}

/** Returns the transpose of a matrix with `rows` rows. */
function transposed(matrix: Float64Array, rows: number): Float64Array {
  const columns = matrix.length / rows;
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j] ?? 0;
  }
  return result;
}

function fraction(cycles: number): number {
  return cycles - Math.floor(cycles);
}
