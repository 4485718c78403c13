import type { EnergyForm, FeatureMap } from '#shared/setup';
import { isTrigonometric } from '#shared/setup';
import type { Evaluation } from '../descent/evaluate';

/** DrDAM's energies [n] and gradients [n, dim] in float64, estimated from Y rows of S. */
export interface Estimate {
  readonly numFeatures: number;
  readonly energies: Float64Array;
  readonly gradients: Float64Array;
  /** 1 where the kernel sum is at or below epsilon. */
  readonly clipped: Uint8Array;
}

/** Adds up the kernel sums that blocks of rows of S contribute. */
export interface KernelSums {
  /** Adds a block of `numRows` rows: its energies and gradients in the form of `blockEnergyForm`, with `numRows` for Y. */
  add(part: Evaluation, numRows: number): void;
  /** Returns the estimate from all rows that were added, `numFeatures` of them. */
  estimate(numFeatures: number): Estimate;
}

/** Returns the form in which blocks are evaluated: kernel sums where they may be negative, their logarithms elsewhere. */
export function blockEnergyForm(map: FeatureMap): EnergyForm {
  return isTrigonometric(map) ? 'kernel' : 'log';
}

/** Returns empty sums for `count` states of dimension `dim`. */
export function makeKernelSums(
  map: FeatureMap,
  count: number,
  dim: number,
  { beta, epsilon }: { beta: number; epsilon: number },
): KernelSums {
  return blockEnergyForm(map) === 'kernel'
    ? new SignedSums(count, dim, beta, epsilon)
    : new LogSums(count, dim, beta);
}

/** The sums of maps whose kernel estimates may be negative: they are added, and clipped at the end. */
class SignedSums implements KernelSums {
  readonly #sums: Float64Array;
  readonly #slopes: Float64Array;

  constructor(
    count: number,
    readonly dim: number,
    readonly beta: number,
    readonly epsilon: number,
  ) {
    this.#sums = new Float64Array(count);
    this.#slopes = new Float64Array(count * dim);
  }

  add({ energies, gradients }: Evaluation, numRows: number): void {
    const scale = -this.beta * numRows; // E = -s / beta
    energies.forEach((energy, q) => (this.#sums[q] = (this.#sums[q] ?? 0) + scale * energy));
    gradients.forEach((slope, i) => (this.#slopes[i] = (this.#slopes[i] ?? 0) + scale * slope));
  }

  estimate(numFeatures: number): Estimate {
    const { dim, beta, epsilon } = this;
    const sums = this.#sums.map((sum) => sum / numFeatures);
    return {
      numFeatures,
      energies: sums.map((sum) => -Math.log(Math.max(sum, epsilon)) / beta),
      gradients: this.#slopes.map((slope, i) => {
        const sum = sums[Math.floor(i / dim)] ?? NaN;
        return sum > epsilon ? -slope / (numFeatures * beta * sum) : 0;
      }),
      clipped: Uint8Array.from(sums, (sum) => (sum <= epsilon ? 1 : 0)),
    };
  }
}

/** The sums of the positive maps, which exceed float32: logarithms of sums, and gradients weighted by the sums. */
class LogSums implements KernelSums {
  readonly #logs: Float64Array;
  readonly #gradients: Float64Array;

  constructor(
    count: number,
    readonly dim: number,
    readonly beta: number,
  ) {
    this.#logs = new Float64Array(count).fill(-Infinity);
    this.#gradients = new Float64Array(count * dim);
  }

  add({ energies, gradients }: Evaluation, numRows: number): void {
    const { dim, beta } = this;
    energies.forEach((energy, q) => {
      const before = this.#logs[q] ?? -Infinity;
      const part = Math.log(numRows) - beta * energy;
      const highest = Math.max(before, part);
      const log = highest + Math.log(Math.exp(before - highest) + Math.exp(part - highest));
      const share = Math.exp(part - log);
      this.#logs[q] = log;
      for (let i = q * dim; i < (q + 1) * dim; i++) {
        const mean = this.#gradients[i] ?? 0;
        this.#gradients[i] = mean + share * ((gradients[i] ?? NaN) - mean);
      }
    });
  }

  estimate(numFeatures: number): Estimate {
    const energies = this.#logs.map((log) => -(log - Math.log(numFeatures)) / this.beta);
    return {
      numFeatures,
      energies,
      gradients: this.#gradients.slice(),
      clipped: new Uint8Array(energies.length),
    };
  }
}
