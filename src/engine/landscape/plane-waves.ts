import type { Runtime } from '../graphs/runtime';
import { kernelsInto, kernelSpectrum, spread, WIDTH } from './spreading';

/** Waves amplitude cos 2 pi (phase + a m + b n) at whole m and n; all [waves], phases and frequencies in turns. */
export interface Waves {
  readonly amplitude: Float32Array;
  readonly phase: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/**
 * Sums of plane waves on a grid [size, size] of rows n and columns m = -floor(size / 2) …, a type-1 non-uniform Fourier
 * transform: at whole numbers a frequency counts modulo 1, so it is a point on a torus. It is spread onto a grid there,
 * the grid is transformed, and what the kernel did to each m and n is divided out (Barnett, Magland and af Klinteberg,
 * "A parallel non-uniform fast Fourier transform library based on an exponential of semicircle kernel", 2019).
 *
 * float64; off by less than 3e-9 of the sum of the amplitudes. Cost: 2 WIDTH^2 additions for each wave, whatever the size,
 * and products of matrices of O(size^3); 16 bytes for each of (2 size)^2 points.
 */
export class PlaneWaveSum {
  readonly #size: number;
  /** Points of the torus along an axis. */
  readonly #fine: number;
  /** One row: its last WIDTH points are the first ones again, so that no index wraps while waves are spread. */
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
  add({ amplitude, phase, a, b }: Waves, from: number, to: number): void {
    const [fine, stride, real, imaginary] = [this.#fine, this.#stride, this.#real, this.#imaginary];
    const across = new Float64Array(WIDTH);
    const down = new Float64Array(WIDTH);
    for (let j = from; j < to; j++) {
      const radians = 2 * Math.PI * fraction(phase[j] ?? 0);
      const column = fine * fraction(a[j] ?? 0);
      const row = fine * fraction(b[j] ?? 0);
      const [left, top] = [Math.floor(column), Math.floor(row)];
      kernelsInto(across, 2 * (column - left) - 1, down, 2 * (row - top) - 1);
      const weight = amplitude[j] ?? 0;
      const first = top * stride + left;
      spread(real, down, across, weight * Math.cos(radians), first, stride);
      spread(imaginary, down, across, weight * Math.sin(radians), first, stride);
    }
  }

  /** Re sum over q, p of grid[q, p] exp(2 pi i (n q + m p) / fine), [size, size]. `host` computes in float64. */
  async values(host: Runtime): Promise<Float64Array> {
    const [size, fine] = [this.#size, this.#fine];
    const { graph, cos, sin } = { graph: await host.graph('product_float64'), ...this.#tables() };
    const multiply = async (rows: Float64Array, columns: Float64Array, inner: number) => {
      const out = await graph.run({
        rows: host.tensor(rows, [rows.length / inner, inner]),
        columns: host.tensor(columns, [inner, columns.length / inner]),
      });
      return out.doubles('product');
    };
    const [real, imaginary] = [this.#folded(this.#real), this.#folded(this.#imaginary)];
    const [cosReal, sinReal] = [await multiply(cos, real, fine), await multiply(sin, real, fine)];
    const [cosImaginary, sinImaginary] = [
      await multiply(cos, imaginary, fine),
      await multiply(sin, imaginary, fine),
    ];
    // over q: the real and the imaginary part of what is left to be summed over p
    const even = cosReal.map((value, at) => value - (sinImaginary[at] ?? 0));
    const odd = cosImaginary.map((value, at) => value + (sinReal[at] ?? 0));
    const [evens, odds] = [
      await multiply(even, transposed(cos, size, fine), fine),
      await multiply(odd, transposed(sin, size, fine), fine),
    ];
    return evens.map((value, at) => value - (odds[at] ?? 0));
  }

  /** cos and sin of 2 pi m p / fine, [size, fine], less what the kernel did to m. */
  #tables(): { cos: Float64Array; sin: Float64Array } {
    const [size, fine] = [this.#size, this.#fine];
    const circle = Array.from({ length: fine }, (_, p) => (2 * Math.PI * p) / fine);
    const [cosOf, sinOf] = [circle.map(Math.cos), circle.map(Math.sin)];
    const [cos, sin] = [new Float64Array(size * fine), new Float64Array(size * fine)];
    for (let i = 0; i < size; i++) {
      const m = i - Math.floor(size / 2);
      const damping = kernelSpectrum(m / fine);
      for (let p = 0; p < fine; p++) {
        // a wave's kernel begins WIDTH / 2 - 1 points before it, and is stored from its own point on
        const turn = (((m * (p - WIDTH / 2 + 1)) % fine) + fine) % fine;
        cos[i * fine + p] = (cosOf[turn] ?? 0) / damping;
        sin[i * fine + p] = (sinOf[turn] ?? 0) / damping;
      }
    }
    return { cos, sin };
  }

  /** The torus [fine, fine], its doubled edges added where they belong. */
  #folded(grid: Float64Array): Float64Array {
    const [fine, stride] = [this.#fine, this.#stride];
    const folded = new Float64Array(fine * fine);
    for (let row = 0; row < stride; row++) {
      const to = (row % fine) * fine;
      for (let column = 0; column < stride; column++) {
        const at = to + (column < fine ? column : column - fine);
        folded[at] = (folded[at] ?? 0) + (grid[row * stride + column] ?? 0);
      }
    }
    return folded;
  }
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j] ?? 0;
  }
  return result;
}

function fraction(turns: number): number {
  return turns - Math.floor(turns);
}
