import { z } from 'zod';
import { squaredDistance } from './distances';
import { MEAN_ABSOLUTE_NORMAL } from './error-prediction';
import type { DrdamSpec, ModelSpec } from './setup';
import { isTrigonometric } from './setup';

/**
 * The distances between memories and queries, from which DrDAM's reliability is predicted before a run.
 * phi(x).T is the kernel sum s(x) = exp(-beta E(x)) with noise of variance about K_eff / 2Y. Recall therefore
 * needs queries whose signal exceeds the noise, and memories that are deeper than the wells that a descent
 * finds in the noise. Derivation: docs/decisions/reliability.md.
 */
export interface StateDistances {
  /** [K, K] squared distances between memories. */
  readonly memories: Float64Array;
  /** [B, K] squared distances from queries to memories. */
  readonly queries: Float64Array;
  readonly numMemories: number;
  /** The largest number of free coordinates of any query. */
  readonly freeCoordinates: number;
}

/** The settings of DrDAM on which its reliability depends. */
export interface ReliabilitySettings {
  readonly beta: number;
  readonly numFeatures: number;
  /** True for the Cos map, whose T holds each memory's mirror image too, which adds nothing but noise. */
  readonly isMirrored?: boolean;
}

/**
 * Returns the settings for a model; null where reliability is not predicted: for the kernel form and positive
 * feature maps.
 */
export function reliabilitySettings({
  beta,
  form = 'log',
  drdam: { featureMap, numFeatures },
}: Pick<ModelSpec, 'beta' | 'form'> & {
  drdam: Pick<DrdamSpec, 'featureMap' | 'numFeatures'>;
}): ReliabilitySettings | null {
  if (form === 'kernel' || !isTrigonometric(featureMap)) return null;
  return { beta, numFeatures, isMirrored: featureMap === 'cos' };
}

/** The predicted reliability of DrDAM. */
export const Reliability = z.object({
  /**
   * K_eff: the sum of the kernel over all pairs of memories. It is K for memories far apart, and at most K^2.
   */
  effectiveMemories: z.number(),
  /**
   * exp(-beta E) sqrt(2Y / K_eff) of each query. Below 1 nothing is recalled; from 5 on recall is reliable.
   */
  signalToNoise: z.array(z.number()),
  /** The depth of the deepest wells that a descent finds in the noise, relative to that of a memory. */
  noiseWells: z.number(),
  /** RMS noise of a recalled picture's pixels, where 1 is the full range. */
  pixelNoise: z.number(),
  /** Mean over queries of |E DrDAM - E MrDAM| at their first states. */
  energyError: z.number(),
  /** The energy above which DrDAM's signal is less than three times its noise. */
  noiseEnergy: z.number(),
  /**
   * beta*: below it the memories merge into one minimum between them in both models. 0 for a single memory.
   */
  separatingBeta: z.number(),
});
export type Reliability = z.infer<typeof Reliability>;

/** The quantities from which reliability is predicted. */
export interface ReliabilityInputs {
  /** K_eff */
  readonly effectiveMemories: number;
  /** The kernel sum exp(-beta E) at each query. */
  readonly signals: readonly number[];
  /** The largest number of free coordinates of any query. */
  readonly freeCoordinates: number;
  /** beta* */
  readonly separatingBeta: number;
}

/**
 * A run is reliable if every query has at least this signal-to-noise ratio and no noise well is deeper than
 * this.
 */
export const RELIABLE = { signalToNoise: 5, noiseWells: 0.7 } as const;
/**
 * A run is unreliable if any query has less than this signal-to-noise ratio or noise wells are deeper than
 * this.
 */
export const UNRELIABLE = { signalToNoise: 1, noiseWells: 1 } as const;
/**
 * T is saturated if noise wells are this many times as deep as a memory and no query's signal is reliable.
 */
const SATURATED = 10;

/** Measured: in pure noise a descent finds wells as deep as this times sqrt(K_eff D_free / Y). */
const NOISE_WELL = 1.3;

/**
 * Returns the predicted reliability. Cost: O(K (K + B)), and O(K B) if the last call for these memories had
 * the same beta.
 */
export function predictReliability(distances: StateDistances, settings: ReliabilitySettings): Reliability {
  const { beta } = settings;
  return reliabilityFrom(
    {
      effectiveMemories: effectiveMemoriesOf(distances, beta),
      signals: signalsOf(distances, beta),
      freeCoordinates: distances.freeCoordinates,
      separatingBeta: separatingBeta(distances),
    },
    settings,
  );
}

/** Returns the kernel sum at each query, exp(-beta E). Cost: O(K B). */
export function signalsOf({ queries, numMemories }: StateDistances, beta: number): number[] {
  return Array.from({ length: queries.length / numMemories }, (_, q) =>
    queries
      .subarray(q * numMemories, (q + 1) * numMemories)
      .reduce((sum, square) => sum + Math.exp((-beta / 2) * square), 0),
  );
}

/**
 * The last K_eff for each array of distances: views predict again with every input, and the sum is over up to
 * millions of pairs.
 */
const lastEffective = new WeakMap<Float64Array, { beta: number; memories: number }>();

/** Returns K_eff. */
function effectiveMemoriesOf({ memories: squares, numMemories }: StateDistances, beta: number): number {
  const known = lastEffective.get(squares);
  if (known?.beta === beta) return known.memories;
  // the matrix is symmetric with a diagonal of 1
  let pairs = 0;
  for (let k = 0; k < numMemories; k++) {
    for (let at = k * numMemories; at < k * numMemories + k; at++)
      pairs += Math.exp((-beta / 2) * (squares[at] ?? 0));
  }
  const memories = numMemories + 2 * pairs;
  lastEffective.set(squares, { beta, memories });
  return memories;
}

/** Returns the predicted reliability from the quantities it depends on. Cost: O(B). */
export function reliabilityFrom(
  { effectiveMemories, signals, freeCoordinates, separatingBeta: betaStar }: ReliabilityInputs,
  { beta, numFeatures, isMirrored = false }: ReliabilitySettings,
): Reliability {
  const noisy = (isMirrored ? 2 : 1) * effectiveMemories;
  const noise = Math.sqrt(noisy / (2 * numFeatures));
  const signalToNoise = signals.map((signal) => signal / noise);
  const relative = signalToNoise.reduce((sum, ratio) => sum + 1 / ratio, 0) / signalToNoise.length;
  return {
    effectiveMemories,
    signalToNoise,
    noiseWells: NOISE_WELL * Math.sqrt((noisy * freeCoordinates) / numFeatures),
    // a memory adds no noise at itself
    pixelNoise: Math.sqrt((Math.max(0, noisy - 1) * freeCoordinates) / (2 * beta * numFeatures)),
    energyError: (MEAN_ABSOLUTE_NORMAL * relative) / beta,
    noiseEnergy: -Math.log(3 * noise) / beta,
    separatingBeta: betaStar,
  };
}

const squareSums = new WeakMap<Float64Array, number>();

/**
 * Returns beta* = 2 log K / R^2, from which on the memories have a lower energy than their centroid. R^2 is
 * the memories' mean squared distance from the centroid, which is half the mean squared distance between two
 * of them. Cost: O(K^2) once for each array of distances.
 */
export function separatingBeta({
  memories,
  numMemories,
}: Pick<StateDistances, 'memories' | 'numMemories'>): number {
  let sum = squareSums.get(memories);
  if (sum === undefined) squareSums.set(memories, (sum = memories.reduce((total, one) => total + one, 0)));
  return separatingBetaOf(numMemories, sum / (2 * numMemories ** 2));
}

/** Returns beta* = 2 log K / R^2 for a known R^2 `meanSquare`; 0 for a single memory or equal ones. */
export function separatingBetaOf(numMemories: number, meanSquare: number): number {
  return numMemories > 1 && meanSquare > 0 ? (2 * Math.log(numMemories)) / meanSquare : 0;
}

/**
 * Returns the distances between memories [K, dim] and queries [B, dim]. `clamped` [B, dim] is 1 where a
 * coordinate is fixed. Cost: O(K (K + B) D).
 */
export function stateDistances(
  memories: Float32Array,
  queries: Float32Array,
  clamped: Uint8Array,
  dim: number,
): StateDistances {
  return {
    memories: squaredDistances(memories, memories, dim),
    queries: squaredDistances(queries, memories, dim),
    numMemories: memories.length / dim,
    freeCoordinates: mostFreeCoordinates(clamped, dim),
  };
}

/** Squared distances between rows: `left` [a, dim], `right` [b, dim] -> [a, b]. Cost: O(a b D). */
export function squaredDistances(left: Float32Array, right: Float32Array, dim: number): Float64Array {
  const [rows, columns] = [left.length / dim, right.length / dim];
  const squares = new Float64Array(rows * columns);
  for (let a = 0; a < rows; a++) {
    const one = left.subarray(a * dim, (a + 1) * dim);
    for (let b = 0; b < columns; b++) {
      // the distances of a set from itself are symmetric
      const isKnown = left === right && b <= a;
      squares[a * columns + b] = isKnown
        ? b === a
          ? 0
          : (squares[b * columns + a] ?? 0)
        : squaredDistance(one, right.subarray(b * dim, (b + 1) * dim));
    }
  }
  return squares;
}

/**
 * Returns the largest number of free coordinates of any query; `clamped` [B, dim] is 1 where a coordinate is
 * fixed.
 */
export function mostFreeCoordinates(clamped: Uint8Array, dim: number): number {
  let most = 0;
  for (let from = 0; from < clamped.length; from += dim) {
    const fixed = clamped.subarray(from, from + dim).reduce((sum, isFixed) => sum + isFixed, 0);
    most = Math.max(most, dim - fixed);
  }
  return most;
}

/**
 * Returns the K_eff at which noise wells are as deep as is still reliable, at the same number of features and
 * free pixels.
 */
export function maxEffectiveMemories({ effectiveMemories, noiseWells }: Reliability): number {
  return effectiveMemories * (RELIABLE.noiseWells / noiseWells) ** 2;
}

/**
 * Returns the smallest number of features (not rounded) at which every query has the signal-to-noise ratio of
 * `limits` and noise wells are no deeper than its `noiseWells`. Merged memories are not taken into account.
 */
export function requiredFeatures(
  signals: ReliabilityInputs,
  isMirrored: boolean,
  limits: Readonly<Record<keyof typeof RELIABLE, number>>,
): number {
  // with one feature: the ratio grows as sqrt(Y), and the depth of wells falls as 1 / sqrt(Y)
  const one = reliabilityFrom(signals, { beta: 1, numFeatures: 1, isMirrored });
  const root = limits.signalToNoise / Math.min(...one.signalToNoise);
  return Math.max(root, one.noiseWells / limits.noiseWells) ** 2;
}

/** The verdict on a prediction, of which the window shows an explanation. */
export type Verdict = 'reliable' | 'marginal' | 'unreliable' | 'merged' | 'saturated';

/** Returns the verdict on a prediction at a beta. */
export function verdictOf(
  { signalToNoise, noiseWells, separatingBeta: betaStar }: Reliability,
  beta: number,
): Verdict {
  // below beta* merged memories are deeper than a single one, so the depth of wells alone decides nothing
  const isSaturated = noiseWells >= SATURATED && Math.max(...signalToNoise) < RELIABLE.signalToNoise;
  if (isSaturated) return 'saturated';
  if (beta < betaStar) return 'merged';
  const weakest = Math.min(...signalToNoise);
  if (weakest >= RELIABLE.signalToNoise && noiseWells <= RELIABLE.noiseWells) return 'reliable';
  return weakest < UNRELIABLE.signalToNoise || noiseWells > UNRELIABLE.noiseWells ? 'unreliable' : 'marginal';
}
