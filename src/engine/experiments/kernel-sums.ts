import type { EnergyForm, FeatureMap } from '#shared/setup';
import { isTrigonometric } from '#shared/setup';
import type { Evaluation } from '../descent/evaluate';

/** DrDAM's energies [n] and gradients [n, dim] in float64, as Y rows of S give them. */
export interface Estimate {
  readonly numFeatures: number;
  readonly energies: Float64Array;
  readonly gradients: Float64Array;
  /** 1 where the kernel sum is at or below epsilon. */
  readonly clipped: Uint8Array;
}

/** What blocks of rows of S add up to. */
export interface Sums {
  /** Adds a block of rows: its energies and gradients in the form of `formOf`, with its own number of rows for Y. */
  add(part: Evaluation, numRows: number): void;
  /** All rows so far. */
  estimate(numFeatures: number): Estimate;
}

/** The energy that blocks are evaluated in: sums that may fall below 0 are added, and others have logarithms. */
export function formOf(map: FeatureMap): EnergyForm {
  return isTrigonometric(map) ? 'kernel' : 'log';
}

/** Of `count` states [count, dim]. */
export function emptySums(
  map: FeatureMap,
  count: number,
  dim: number,
  { beta, epsilon }: { beta: number; epsilon: number },
): Sums {
  return formOf(map) === 'kernel' ? new SignedSums(count, dim, beta, epsilon) : new LogSums(count, dim, beta);
}

/** Of maps whose kernel sums may fall below 0: the sums themselves, and the clip at the end. */
class SignedSums implements Sums {
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

/** Of the positive maps, whose kernel sums leave float32: their logarithms, and gradients weighted with the sums. */
class LogSums implements Sums {
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
