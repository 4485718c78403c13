import { z } from 'zod';
import { squaredDistance } from './distances';
import { MEAN_ABSOLUTE_NORMAL } from './error-prediction';
import type { DrdamSpec, ModelSpec } from './setup';
import { isTrigonometric } from './setup';

/**
 * Whether DrDAM can be trusted, predicted from the memories and queries before anything is run. phi(x).T is the
 * kernel sum s(x) = exp(-beta E(x)) with noise of variance about K_eff / 2Y, so recall needs a query whose signal
 * stands clear of it, and memories that are deeper than the wells that descent finds in the noise.
 * Derivation: docs/decisions/reliability.md.
 */

/** How memories and queries lie to each other: all of them that trust depends on. */
export interface StateDistances {
  /** [K, K] squared distances between memories. */
  readonly memories: Float64Array;
  /** [B, K] squared distances from queries to memories. */
  readonly queries: Float64Array;
  readonly numMemories: number;
  /** Free pixels of the query with most of them. */
  readonly freeCoordinates: number;
}

export interface ReliabilitySettings {
  readonly beta: number;
  readonly numFeatures: number;
  /** The Cos map: each memory is there as its mirror image too, of which nothing but noise is seen. */
  readonly isMirrored?: boolean;
}

/** By what the laws hold for a model; null where they do not: without the logarithm, and for the positive maps. */
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

export const Reliability = z.object({
  /** K_eff: the sum of the kernel over all pairs of memories; K where they lie far apart, up to K^2. */
  effectiveMemories: z.number(),
  /** Of each query: exp(-beta E) sqrt(2Y / K_eff). Below 1 nothing is recalled, from 5 on recall is reliable. */
  signalToNoise: z.array(z.number()),
  /** The depth of the deepest wells that descent finds in the noise; a memory's is 1. Of the query with most free pixels. */
  noiseWells: z.number(),
  /** RMS noise of a recalled picture's pixels (0 to 1). */
  pixelNoise: z.number(),
  /** Mean over queries of |E DrDAM - E MrDAM| where they start. */
  energyError: z.number(),
  /** DrDAM's signal is below three times its noise where E is above this. */
  noiseEnergy: z.number(),
  /** beta*: below it the memories merge into one minimum between them, in either model. 0 for a single memory. */
  separatingBeta: z.number(),
});
export type Reliability = z.infer<typeof Reliability>;

/** What trust is predicted from. */
export interface ReliabilityInputs {
  readonly effectiveMemories: number;
  /** The kernel sum at each query, exp(-beta E). */
  readonly signals: readonly number[];
  /** Free coordinates of the query with most of them. */
  readonly freeCoordinates: number;
  readonly separatingBeta: number;
}

export const RELIABLE = { signalToNoise: 5, noiseWells: 0.7 } as const;
export const UNRELIABLE = { signalToNoise: 1, noiseWells: 1 } as const;
/** Wells of noise this many times as deep as a memory, and no query clear of the noise: nothing is left of any memory. */
const DROWNED = 10;

/** Measured: ascent in pure noise reaches this times sqrt(K_eff D_free / Y). */
const NOISE_WELL = 1.3;

/** Cost: O(K (K + B)), at a beta that was asked for last O(K B). */
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

/** The kernel sum at each query. */
export function signalsOf({ queries, numMemories }: StateDistances, beta: number): number[] {
  return Array.from({ length: queries.length / numMemories }, (_, q) =>
    queries
      .subarray(q * numMemories, (q + 1) * numMemories)
      .reduce((sum, square) => sum + Math.exp((-beta / 2) * square), 0),
  );
}

/** Of sums over pairs of memories, the last one: views ask again with every stroke, and thousands have millions of pairs. */
const effective = new WeakMap<Float64Array, { beta: number; memories: number }>();

/** K_eff. */
function effectiveMemoriesOf({ memories: squares, numMemories }: StateDistances, beta: number): number {
  const known = effective.get(squares);
  if (known?.beta === beta) return known.memories;
  // both halves are alike, and the diagonal is 1
  let pairs = 0;
  for (let k = 0; k < numMemories; k++) {
    for (let at = k * numMemories; at < k * numMemories + k; at++)
      pairs += Math.exp((-beta / 2) * (squares[at] ?? 0));
  }
  const memories = numMemories + 2 * pairs;
  effective.set(squares, { beta, memories });
  return memories;
}

/** The laws themselves. */
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
    // a memory's own kernel has no noise
    pixelNoise: Math.sqrt((Math.max(0, noisy - 1) * freeCoordinates) / (2 * beta * numFeatures)),
    energyError: (MEAN_ABSOLUTE_NORMAL * relative) / beta,
    noiseEnergy: -Math.log(3 * noise) / beta,
    separatingBeta: betaStar,
  };
}

const squareSums = new WeakMap<Float64Array, number>();

/**
 * beta* = 2 log K / R^2, R^2 the memories' mean squared distance from their centroid, which is half of that between
 * two of them: from here on the memories lie deeper than the centroid.
 */
export function separatingBeta({
  memories,
  numMemories,
}: Pick<StateDistances, 'memories' | 'numMemories'>): number {
  let sum = squareSums.get(memories);
  if (sum === undefined) squareSums.set(memories, (sum = memories.reduce((total, one) => total + one, 0)));
  return separatingBetaOf(numMemories, sum / (2 * numMemories ** 2));
}

/** `square` is R^2. */
export function separatingBetaOf(numMemories: number, square: number): number {
  return numMemories > 1 && square > 0 ? (2 * Math.log(numMemories)) / square : 0;
}

/** Of memories [K, dim] and queries [B, dim], `clamped` [B, dim] being 1 where a pixel is held. Cost: O(K (K + B) D). */
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
      // of a set with itself, half is known
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

/** Free coordinates of the query with most of them; `clamped` [B, dim] is 1 where a coordinate is held. */
export function mostFreeCoordinates(clamped: Uint8Array, dim: number): number {
  let most = 0;
  for (let from = 0; from < clamped.length; from += dim) {
    const held = clamped.subarray(from, from + dim).reduce((sum, isHeld) => sum + isHeld, 0);
    most = Math.max(most, dim - held);
  }
  return most;
}

/** K_eff that T could hold at this number of features and free pixels: there the wells of its noise are as deep as is still reliable. */
export function maxEffectiveMemories({ effectiveMemories, noiseWells }: Reliability): number {
  return effectiveMemories * (RELIABLE.noiseWells / noiseWells) ** 2;
}

/** The fewest features with which every query stands so clear of the noise, and its wells are so shallow; not said of memories that merge. */
export function requiredFeatures(
  signals: ReliabilityInputs,
  isMirrored: boolean,
  wanted: Readonly<Record<keyof typeof RELIABLE, number>>,
): number {
  // of one feature: signals grow as the root of their number, and wells fall as it
  const one = reliabilityFrom(signals, { beta: 1, numFeatures: 1, isMirrored });
  const clear = wanted.signalToNoise / Math.min(...one.signalToNoise);
  return Math.max(clear, one.noiseWells / wanted.noiseWells) ** 2;
}

export type Verdict = 'reliable' | 'marginal' | 'unreliable' | 'merged' | 'saturated';

export function verdictOf(
  { signalToNoise, noiseWells, separatingBeta: betaStar }: Reliability,
  beta: number,
): Verdict {
  // below beta* memories lie deeper together than one of them, so that wells alone say nothing
  const isDrowned = noiseWells >= DROWNED && Math.max(...signalToNoise) < RELIABLE.signalToNoise;
  if (isDrowned) return 'saturated';
  if (beta < betaStar) return 'merged';
  const weakest = Math.min(...signalToNoise);
  if (weakest >= RELIABLE.signalToNoise && noiseWells <= RELIABLE.noiseWells) return 'reliable';
  return weakest < UNRELIABLE.signalToNoise || noiseWells > UNRELIABLE.noiseWells ? 'unreliable' : 'marginal';
}
