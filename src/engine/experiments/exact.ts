import { yieldToEventLoop } from '../cooperative-yield';

/** Energies [n] and gradients [n, dim] in float64. */
export interface ExactEvaluation {
  readonly energies: Float64Array;
  readonly gradients: Float64Array;
}

/**
 * Returns MrDAM's energies and gradients at states [n, dim] from their definition, in float64. Experiments measure errors
 * against them. Throws `cancelled` on abort. Cost: O(n K D), on one thread.
 */
export async function exactMrdam(
  memories: Float32Array,
  states: Float32Array,
  dim: number,
  beta: number,
  signal: AbortSignal,
): Promise<ExactEvaluation> {
  const numMemories = memories.length / dim;
  const count = states.length / dim;
  const energies = new Float64Array(count);
  const gradients = new Float64Array(count * dim);
  const scores = new Float64Array(numMemories);
  for (let q = 0; q < count; q++) {
    await yieldToEventLoop(signal);
    const x = states.subarray(q * dim, (q + 1) * dim);
    let highest = -Infinity;
    for (let k = 0; k < numMemories; k++) {
      let square = 0;
      for (let i = 0; i < dim; i++) square += ((x[i] ?? 0) - (memories[k * dim + i] ?? 0)) ** 2;
      const score = (-beta / 2) * square;
      scores[k] = score;
      highest = Math.max(highest, score);
    }
    let total = 0;
    for (let k = 0; k < numMemories; k++) total += Math.exp((scores[k] ?? 0) - highest);
    energies[q] = -(highest + Math.log(total)) / beta;
    for (let k = 0; k < numMemories; k++) {
      const weight = Math.exp((scores[k] ?? 0) - highest) / total;
      for (let i = 0; i < dim; i++) {
        const at = q * dim + i;
        gradients[at] = (gradients[at] ?? 0) + weight * ((x[i] ?? 0) - (memories[k * dim + i] ?? 0));
      }
    }
  }
  return { energies, gradients };
}

/** Compares gradients [n, dim]: returns for each query the mean |difference| over coordinates, and its norm. */
export function gradientDifferences(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
  dim: number,
): { absolute: Float64Array; norms: Float64Array } {
  const count = found.length / dim;
  const absolute = new Float64Array(count);
  const norms = new Float64Array(count);
  for (let q = 0; q < count; q++) {
    let [sum, square] = [0, 0];
    for (let i = q * dim; i < (q + 1) * dim; i++) {
      const difference = (found[i] ?? NaN) - (wanted[i] ?? NaN);
      sum += Math.abs(difference);
      square += difference ** 2;
    }
    absolute[q] = sum / dim;
    norms[q] = Math.sqrt(square);
  }
  return { absolute, norms };
}
