import type { Runtime } from '../graphs/runtime';
import { yieldToEventLoop } from '../cooperative-yield';
import { evaluateKernels, kernelSpectrum, spread, WIDTH } from './nufft-kernel';

/** PlaneWaves amplitude cos 2 pi (phase + a m + b n) at whole m and n; all [waves], phases and frequencies in turns. */
export interface PlaneWaves {
  readonly amplitude: Float32Array;
  readonly phase: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** Rows of a product between two looks at what else there is to do: 2 ms at size 256, 60 at 2048. */
const ROWS_AT_ONCE = 64;

/**
 * Sums of plane waves on a grid [size, size] of rows n and columns m = -floor(size / 2) …, a type-1 non-uniform Fourier
 * transform: at whole numbers a frequency counts modulo 1, so it is a point on a torus. It is spread onto a grid there,
 * the grid is transformed, and what the kernel did to each m and n is divided out (Barnett, Magland and af Klinteberg,
 * "A parallel non-uniform fast Fourier transform library based on an exponential of semicircle kernel", 2019).
 *
 * float64; a wave is off by less than 2e-8 of its amplitude. Cost: 2 WIDTH^2 additions for each wave, whatever the size, and
 * products of matrices of O(size^3); 24 bytes for each of (2 size)^2 points.
 */
export class PlaneWaveSum {
  readonly #size: number;
  /** Points of the torus along an axis. */
  readonly #fine: number;
  /** One row: its last WIDTH points are the first ones again, so that no index wraps. */
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

  /** Adds the waves from … to - 1. */
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
   * Re sum over q, p of grid[q, p] exp(2 pi i (n q + m p) / fine), [size, size]. Cosines are even and sines odd, so n and
   * -n share the sums over q, and m and -m those over p. `host` computes in float64.
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
    const { cos, sin } = this.#waves();
    const count = Math.floor(size / 2) + 1;
    const [cosDown, sinDown] = [transposed(cos, count), transposed(sin, count)];
    const values = new Float64Array(size * size);
    for (let from = 0; from < count; from += ROWS_AT_ONCE) {
      const part = (table: Float64Array) => table.subarray(from * stride, (from + ROWS_AT_ONCE) * stride);
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

  /** Of an even number of points, those at half of it are there on one side alone. */
  #place(values: Float64Array, n: number, m: number, value: number): void {
    const middle = Math.floor(this.#size / 2);
    if (middle + n < this.#size && middle + m < this.#size)
      values[(middle + n) * this.#size + middle + m] = value;
  }

  /**
   * cos and sin of 2 pi m p / fine for m = 0 … floor(size / 2), [m, stride], less what the kernel did to m. Past `fine` they
   * are the first ones again, as the torus is.
   */
  #waves(): { cos: Float64Array; sin: Float64Array } {
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
        const turn = (m * (p + fine - WIDTH / 2 + 1)) % fine;
        cos[next] = (cosOf[turn] ?? 0) / damping;
        sin[next] = (sinOf[turn] ?? 0) / damping;
      }
    }
    return { cos, sin };
  }
}

/** values + sign others. */
function sum(values: Float64Array, others: Float64Array, sign: number): Float64Array {
  return values.map((value, i) => value + sign * (others[i] ?? 0));
}

/** Of a matrix with so many rows. */
function transposed(matrix: Float64Array, rows: number): Float64Array {
  const columns = matrix.length / rows;
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j] ?? 0;
  }
  return result;
}

function fraction(turns: number): number {
  return turns - Math.floor(turns);
}
