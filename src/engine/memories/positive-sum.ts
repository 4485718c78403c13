import type { FeatureBatch, FeatureSum } from './feature-sum';

/** The finite logarithm of 0: its exponential is 0 in float32 whatever is added to it. */
const LOG_OF_ZERO = -1e30;

/**
 * Stores T of the maps Exp and ExpExp as its logarithm, because exp(h - beta |xi|^2) overflows float32 from
 * |h| = 88 on.
 */
export class PositiveSum implements FeatureSum {
  readonly family: 'exp' | 'expexp';
  readonly effectiveMemories = null;
  readonly #numRows: number;
  readonly #numFeatures: number;
  /** log T of exp(h) and, for ExpExp, of exp(-h); [numRows] each, -Infinity where T is 0. */
  readonly #logs: Readonly<Record<string, Float64Array>>;

  constructor(
    family: 'exp' | 'expexp',
    numRows: number,
    numFeatures: number,
    logs: Readonly<Record<string, Float64Array>> = Object.fromEntries(
      (family === 'exp' ? ['plus'] : ['plus', 'minus']).map((sign) => [
        sign,
        new Float64Array(numRows).fill(-Infinity),
      ]),
    ),
  ) {
    this.family = family;
    this.#numRows = numRows;
    this.#numFeatures = numFeatures;
    this.#logs = logs;
  }

  get numParameters(): number {
    return Object.keys(this.#logs).length * this.#numFeatures;
  }

  inputs(): Readonly<Record<string, Float32Array>> {
    return Object.fromEntries(
      Object.entries(this.#logs).map(([sign, logs]) => [
        `log_t_${sign}`,
        Float32Array.from(logs, (value, i) =>
          i < this.#numFeatures ? Math.max(value, LOG_OF_ZERO) : LOG_OF_ZERO,
        ),
      ]),
    );
  }

  async add({ runtime, projection, states, count, beta }: FeatureBatch, weight: 1 | -1): Promise<void> {
    const graph = await runtime.graph(`features_${this.family}_${projection.projection.graph}`);
    const out = await graph.run({
      ...projection.tensors,
      x: runtime.tensor(states, [count, states.length / count]),
      beta: runtime.scalar(beta),
    });
    for (const [sign, logs] of Object.entries(this.#logs)) {
      const [highest, sums] = [out.floats(`${sign}_highest`), out.floats(`${sign}_sum`)];
      for (let i = 0; i < this.#numFeatures; i++) {
        logs[i] = logSum(logs[i] ?? -Infinity, (highest[i] ?? 0) + Math.log(sums[i] ?? 0), weight);
      }
    }
  }

  copy(): PositiveSum {
    const logs = Object.fromEntries(Object.entries(this.#logs).map(([sign, log]) => [sign, log.slice()]));
    return new PositiveSum(this.family, this.#numRows, this.#numFeatures, logs);
  }
}

/** Returns log(exp(a) + weight exp(b)). A sum of 0 or less is only rounding, and returns -Infinity. */
function logSum(a: number, b: number, weight: 1 | -1): number {
  const highest = Math.max(a, b);
  if (highest === -Infinity) return -Infinity;
  const sum = Math.exp(a - highest) + weight * Math.exp(b - highest);
  return sum > 0 ? highest + Math.log(sum) : -Infinity;
}
