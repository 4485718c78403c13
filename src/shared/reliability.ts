import { z } from 'zod';
import { areCopies, squaredDistance } from './distances';
import { MEAN_ABSOLUTE_NORMAL } from './error-prediction';
import type { DrdamSpec, ModelSpec } from './setup';
import { isTrigonometric } from './setup';
import type { VerdictBounds } from './verdict';
import { Verdict, verdictBounds, verdictOf } from './verdict';

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
  /** [B] the number of free coordinates of each query. */
  readonly freeCoordinates: readonly number[];
}

/** The settings of DrDAM on which its reliability depends. */
export interface ReliabilitySettings {
  readonly beta: number;
  readonly numFeatures: number;
  /** True for the Cos map, whose T holds each memory's mirror image too, which adds nothing but noise. */
  readonly isMirrored?: boolean;
  /** False where no law tells where DrDAM ends: while beta changes, and in a subspace. */
  readonly hasVerdict?: boolean;
}

/**
 * Returns the settings for a model; null where reliability is not predicted: for the kernel form and positive
 * feature maps.
 */
export function reliabilitySettings({
  beta,
  schedule = [],
  form = 'log',
  drdam: { featureMap, numFeatures, subspace },
}: Pick<ModelSpec, 'beta' | 'schedule' | 'form'> & {
  drdam: Pick<DrdamSpec, 'featureMap' | 'numFeatures' | 'subspace'>;
}): ReliabilitySettings | null {
  if (form === 'kernel' || !isTrigonometric(featureMap)) return null;
  const hasVerdict = schedule.length === 0 && !subspace;
  return { beta, numFeatures, isMirrored: featureMap === 'cos', hasVerdict };
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
  /** The same for each query, whose wells are the deeper the more coordinates are free. */
  queryWells: z.array(z.number()).default([]),
  /**
   * The kernel sum exp(-beta E) at the end of MrDAM's descent of each query; null where it is not known. From
   * 1 on the end is as deep as a memory.
   */
  endSums: z.array(z.number().nullable()).default([]),
  /** Whether DrDAM is predicted to end where MrDAM does, for each query; null where nothing is predicted. */
  verdicts: z.array(Verdict.nullable()).default([]),
  /** RMS noise of a recalled picture's pixels, where 1 is the full range; the largest of all queries. */
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
  /** The number of free coordinates of each query. */
  readonly freeCoordinates: readonly number[];
  /** beta* */
  readonly separatingBeta: number;
  /** The kernel sum at the end of MrDAM's descent of each query; null where it is not known. */
  readonly endSums: readonly (number | null)[];
}

/** Measured: in pure noise a descent finds wells as deep as this times sqrt(K_eff D_free / Y). */
const NOISE_WELL = 1.3;

/**
 * Returns the predicted reliability. `endSums` are the kernel sums at MrDAM's ends, without which most verdicts are null.
 * Cost: O(K (K + B)), and O(K B) if the last call for these memories had the same beta.
 */
export function predictReliability(
  distances: StateDistances,
  settings: ReliabilitySettings,
  endSums: readonly (number | null)[] = [],
): Reliability {
  const { beta } = settings;
  return reliabilityFrom(
    {
      effectiveMemories: effectiveMemoriesOf(distances, beta),
      signals: signalsOf(distances, beta),
      freeCoordinates: distances.freeCoordinates,
      separatingBeta: separatingBeta(distances),
      endSums,
    },
    settings,
  );
}

/** Returns how many memories are copies of an earlier one. Cost: O(K^2). */
export function numCopiesIn({
  memories,
  numMemories,
}: Pick<StateDistances, 'memories' | 'numMemories'>): number {
  const isCopy = (k: number) => memories.subarray(k * numMemories, k * numMemories + k).some(areCopies);
  return Array.from({ length: numMemories }, (_, k) => k).filter(isCopy).length;
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
export function reliabilityFrom(inputs: ReliabilityInputs, settings: ReliabilitySettings): Reliability {
  const { effectiveMemories, signals, separatingBeta: betaStar } = inputs;
  const { beta, hasVerdict = true } = settings;
  const noise = Math.sqrt(noisyMemories(effectiveMemories, settings) / (2 * settings.numFeatures));
  const queries = signals.map((_, q) => queryInputs(inputs, settings, q));
  const signalToNoise = queries.map((query) => query.signalToNoise);
  const relative = signalToNoise.reduce((sum, ratio) => sum + 1 / ratio, 0) / signalToNoise.length;
  const queryWells = queries.map(({ noiseWells }) => noiseWells);
  return {
    effectiveMemories,
    signalToNoise,
    noiseWells: Math.max(...queryWells),
    queryWells,
    endSums: queries.map(({ end }) => end),
    verdicts: queries.map((query) =>
      hasVerdict ? verdictOf({ ...query, beta, separatingBeta: betaStar }) : null,
    ),
    pixelNoise: Math.max(...queries.map(({ pixelNoise }) => pixelNoise)),
    energyError: (MEAN_ABSOLUTE_NORMAL * relative) / beta,
    noiseEnergy: -Math.log(3 * noise) / beta,
    separatingBeta: betaStar,
  };
}

/** Returns the numbers of features between which the verdict on the only query of `inputs` changes. */
export function featureBounds(
  inputs: ReliabilityInputs,
  { beta, isMirrored = false }: Omit<ReliabilitySettings, 'numFeatures'>,
): VerdictBounds {
  return verdictBounds(queryInputs(inputs, { beta, isMirrored, numFeatures: 1 }, 0));
}

/** How many memories there are to the noise: the Cos map adds the mirror images. */
function noisyMemories(effectiveMemories: number, { isMirrored = false }: ReliabilitySettings): number {
  return (isMirrored ? 2 : 1) * effectiveMemories;
}

function queryInputs(
  { effectiveMemories, signals, freeCoordinates, endSums }: ReliabilityInputs,
  settings: ReliabilitySettings,
  q: number,
) {
  const { numFeatures } = settings;
  const noisy = noisyMemories(effectiveMemories, settings);
  const [start, free] = [signals[q] ?? NaN, freeCoordinates[q] ?? NaN];
  return {
    signalToNoise: start / Math.sqrt(noisy / (2 * numFeatures)),
    start,
    end: endSums[q] ?? null,
    noiseWells: NOISE_WELL * Math.sqrt((noisy * free) / numFeatures),
    pixelNoise: pixelNoiseOf(effectiveMemories, free, settings),
  };
}

/** Returns the predicted RMS noise of the pixels of a recalled picture with so many free coordinates. A memory adds no noise at itself. */
export function pixelNoiseOf(
  effectiveMemories: number,
  freeCoordinates: number,
  settings: ReliabilitySettings,
): number {
  const others = Math.max(0, noisyMemories(effectiveMemories, settings) - 1);
  return Math.sqrt((others * freeCoordinates) / (2 * settings.beta * settings.numFeatures));
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

/** The factor between beta* and a beta that separates the memories clearly. */
const CLEAR_SEPARATION = 1.5;

/** Returns a beta that separates memories with this beta* clearly. */
export function clearBeta(betaStar: number): number {
  return CLEAR_SEPARATION * betaStar;
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
    freeCoordinates: freeCoordinates(clamped, dim),
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

/** Returns the number of free coordinates of each query; `clamped` [B, dim] is 1 where a coordinate is fixed. */
export function freeCoordinates(clamped: Uint8Array, dim: number): number[] {
  return Array.from(
    { length: clamped.length / dim },
    (_, q) => dim - clamped.subarray(q * dim, (q + 1) * dim).reduce((sum, isFixed) => sum + isFixed, 0),
  );
}

/** Returns the K_eff at which noise wells are as deep as a memory, at the same numbers of features and free pixels. */
export function maxEffectiveMemories({ effectiveMemories, noiseWells }: Reliability): number {
  return effectiveMemories / noiseWells ** 2;
}
