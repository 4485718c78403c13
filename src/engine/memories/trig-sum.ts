import type { FeatureBatch, FeatureSum } from './feature-sum';

/**
 * Stores T of the trigonometric maps. Their graphs take it as amplitudes and phases: phi.T = (1/Y) sum
 * t_amplitude cos(h - t_phase). For SinCos it stores sum cos h and sum sin h. For Cos it stores T = sum cos(h
 * + b), and the graphs get t_amplitude = 2 T and t_phase = -b, which gives the energy and gradient of Cos.
 */
export class TrigSum implements FeatureSum {
  readonly family = 'sincos';
  readonly #numRows: number;
  readonly #numFeatures: number;
  /** The phases b [Y] of the Cos map; null for SinCos. */
  readonly #phase: Float32Array | null;
  /** The sums of cos and sin for SinCos, or T alone for Cos; [numRows] each. */
  readonly #sums: readonly Float64Array[];

  constructor(
    numRows: number,
    numFeatures: number,
    phase: Float32Array | null,
    sums = (phase ? [0] : [0, 1]).map(() => new Float64Array(numRows)),
  ) {
    this.#numRows = numRows;
    this.#numFeatures = numFeatures;
    this.#phase = phase;
    this.#sums = sums;
  }

  get numParameters(): number {
    return this.#sums.length * this.#numFeatures;
  }

  get effectiveMemories(): number {
    const square = this.#sums.flatMap((sum) => sum.reduce((total, value) => total + value * value, 0));
    const sum = square.reduce((a, b) => a + b, 0);
    return ((this.#phase ? 2 : 1) * sum) / this.#numFeatures;
  }

  inputs(): Readonly<Record<string, Float32Array>> {
    const [cos = new Float64Array(), sin = cos] = this.#sums;
    const phase = this.#phase;
    const [amplitudes, angles] = [new Float32Array(this.#numRows), new Float32Array(this.#numRows)];
    for (let i = 0; i < this.#numFeatures; i++) {
      const [c, s] = [cos[i] ?? 0, sin[i] ?? 0];
      amplitudes[i] = phase ? 2 * c : Math.sqrt(c * c + s * s);
      angles[i] = phase ? -(phase[i] ?? 0) : Math.atan2(s, c);
    }
    return { t_amplitude: amplitudes, t_phase: angles };
  }

  async add({ runtime, projection, states, count, beta }: FeatureBatch, weight: 1 | -1): Promise<void> {
    const graph = await runtime.graph(`features_sincos_${projection.projection.graph}`);
    const out = await graph.run({
      ...projection.tensors,
      x: runtime.tensor(states, [count, states.length / count]),
      beta: runtime.scalar(beta),
    });
    const [cos, sin] = [out.floats('cos_sum'), out.floats('sin_sum')];
    const [first, second] = this.#sums;
    for (let i = 0; i < this.#numFeatures; i++) {
      const [c, s] = [weight * (cos[i] ?? 0), weight * (sin[i] ?? 0)];
      const b = this.#phase?.[i];
      if (first) first[i] = (first[i] ?? 0) + (b === undefined ? c : Math.cos(b) * c - Math.sin(b) * s);
      if (second) second[i] = (second[i] ?? 0) + s;
    }
  }

  copy(): TrigSum {
    const sums = this.#sums.map((sum) => sum.slice());
    return new TrigSum(this.#numRows, this.#numFeatures, this.#phase, sums);
  }
}
