/**
 * Whether DrDAM can be trusted, predicted from the memories and queries before anything is run. phi(x).T is the
 * kernel sum s(x) = exp(-beta E(x)) with noise of variance about K_eff / 2Y, so recall needs a query whose signal
 * stands clear of it, and memories that are deeper than the wells that descent finds in the noise.
 * Derivation: docs/decisions/trust.md.
 */

export interface TrustInputs {
  /** [numMemories, dim] */
  readonly memories: Float32Array;
  /** [numQueries, dim] */
  readonly queries: Float32Array;
  /** [numQueries, dim], 1 = held */
  readonly clamped: Uint8Array;
  readonly dim: number;
  readonly beta: number;
  readonly numFeatures: number;
}

export interface Trust {
  /** K_eff: the sum of the kernel over all pairs of memories; K where they lie far apart, up to K^2. */
  readonly effectiveMemories: number;
  /** Of each query: exp(-beta E) sqrt(2Y / K_eff). Below 1 nothing is recalled, from 5 on recall is reliable. */
  readonly signalToNoise: readonly number[];
  /** The depth of the deepest wells that descent finds in the noise; a memory's is 1. Of the query with most free pixels. */
  readonly noiseWells: number;
  /** RMS noise of a recalled picture's pixels (0 to 1). */
  readonly pixelNoise: number;
  /** DrDAM's signal is below three times its noise where E is above this. */
  readonly noiseEnergy: number;
  /** beta / beta*: below 1 the memories merge into one minimum between them, in either model. */
  readonly separation: number;
}

export const RELIABLE = { signalToNoise: 5, noiseWells: 0.7 } as const;
export const HOPELESS = { signalToNoise: 1, noiseWells: 1 } as const;

/** Measured: ascent in pure noise reaches this times sqrt(K_eff D_free / Y). */
const NOISE_WELL = 1.3;

/** Cost: O(K (K + B) D). */
export function predictTrust(inputs: TrustInputs): Trust {
  const { memories, queries, clamped, dim, beta, numFeatures } = inputs;
  const numMemories = memories.length / dim;
  const numQueries = queries.length / dim;
  let effectiveMemories = 0;
  for (let a = 0; a < numMemories; a++) {
    effectiveMemories += 1;
    for (let b = 0; b < a; b++) {
      effectiveMemories += 2 * Math.exp((-beta / 2) * squareDistance(memories, a, memories, b, dim));
    }
  }
  const noise = Math.sqrt(effectiveMemories / (2 * numFeatures));
  const signalToNoise = Array.from({ length: numQueries }, (_, q) => kernelSum(inputs, queries, q) / noise);
  const mostFree = Math.max(0, ...Array.from({ length: numQueries }, (_, q) => countFree(clamped, q, dim)));
  return {
    effectiveMemories,
    signalToNoise,
    noiseWells: NOISE_WELL * Math.sqrt((effectiveMemories * mostFree) / numFeatures),
    pixelNoise: Math.sqrt((Math.max(0, effectiveMemories - 1) * mostFree) / (2 * beta * numFeatures)),
    noiseEnergy: -Math.log(3 * noise) / beta,
    separation: beta / separatingBeta(memories, dim),
  };
}

/**
 * beta* = 2 log K / R^2, R^2 the memories' mean squared distance from their centroid: from here on the memories lie
 * deeper than the centroid. 0 for a single memory.
 */
export function separatingBeta(memories: Float32Array, dim: number): number {
  const count = memories.length / dim;
  let square = 0;
  for (let i = 0; i < dim; i++) {
    let mean = 0;
    for (let k = 0; k < count; k++) mean += (memories[k * dim + i] ?? 0) / count;
    for (let k = 0; k < count; k++) square += ((memories[k * dim + i] ?? 0) - mean) ** 2 / count;
  }
  return count > 1 && square > 0 ? (2 * Math.log(count)) / square : 0;
}

export type Verdict = 'holds' | 'doubtful' | 'fails' | 'merges';

export function verdictOf({ signalToNoise, noiseWells, separation }: Trust): Verdict {
  if (separation < 1) return 'merges';
  const weakest = Math.min(...signalToNoise);
  if (weakest >= RELIABLE.signalToNoise && noiseWells <= RELIABLE.noiseWells) return 'holds';
  return weakest < HOPELESS.signalToNoise || noiseWells > HOPELESS.noiseWells ? 'fails' : 'doubtful';
}

function kernelSum({ memories, dim, beta }: TrustInputs, states: Float32Array, row: number): number {
  let sum = 0;
  for (let k = 0; k < memories.length / dim; k++) {
    sum += Math.exp((-beta / 2) * squareDistance(states, row, memories, k, dim));
  }
  return sum;
}

function countFree(clamped: Uint8Array, row: number, dim: number): number {
  let free = 0;
  for (let i = row * dim; i < (row + 1) * dim; i++) if (clamped[i] === 0) free++;
  return free;
}

/** Between row `a` of `left` and row `b` of `right`, both [rows, dim]. */
function squareDistance(left: Float32Array, a: number, right: Float32Array, b: number, dim: number): number {
  let square = 0;
  for (let i = 0; i < dim; i++) square += ((left[a * dim + i] ?? 0) - (right[b * dim + i] ?? 0)) ** 2;
  return square;
}
