import { mrdamDescents } from '#shared/mrdam-end';
import type { StateDistances } from '#shared/reliability';
import { featureBounds, reliabilitySettings, separatingBeta, signalsOf } from '#shared/reliability';
import type { Verdict, VerdictBounds } from '#shared/verdict';
import type { ReliabilityStates } from '../../domain/run/predicted-reliability';
import type { Settings } from '../../domain/settings/settings';
import { YieldTimer } from '../../cooperative-yield';

/** The ranges of the sliders of β and Y, and of the map of both. */
export const BETAS = [1, 600] as const;
export const FEATURES = [1000, 1_000_000] as const;

const POSITIONS = 48;
const BINS = 4096;

/** At one inverse temperature: the numbers of features between which the verdict on a query changes. */
export type ReliabilityBound = VerdictBounds & { readonly beta: number };

/** The settings, apart from β and Y, on which a query's verdict depends. */
export type BoundSettings = Pick<Settings, 'form' | 'featureMap' | 'stepSize' | 'steps'>;

/**
 * Computes the bounds of a query from beta* to the highest inverse temperature, in ascending order; an empty list if the
 * memories merge everywhere, null if nothing is predicted for these settings or so many memories, or once `isStale` says
 * so. Cost: O(K^2), and that of 49 descents of MrDAM, in slices that keep the window responsive.
 */
export async function reliabilityBounds(
  { dim, memories, queries, clamped, distances }: ReliabilityStates,
  query: number,
  { form, featureMap, stepSize, steps }: BoundSettings,
  isStale: () => boolean = () => false,
): Promise<readonly ReliabilityBound[] | null> {
  const laws = reliabilitySettings({ beta: 1, form, drdam: { featureMap, numFeatures: 1 } });
  const lowest = Math.max(BETAS[0], separatingBeta(distances));
  const rowOf = <T extends Float32Array | Uint8Array>(rows: T) =>
    rows.subarray(query * dim, (query + 1) * dim) as T;
  const [descent] = (laws && mrdamDescents(memories, rowOf(queries), rowOf(clamped), dim)) ?? [];
  if (!laws || !descent) return null;
  if (lowest >= BETAS[1]) return [];
  const yieldTimer = new YieldTimer();
  const effectiveMemories = await effectiveMemoriesAt(distances, yieldTimer);
  const bounds: ReliabilityBound[] = [];
  for (let i = 0; i <= POSITIONS; i++) {
    const beta = lowest * (BETAS[1] / lowest) ** (i / POSITIONS);
    const inputs = {
      effectiveMemories: effectiveMemories(beta),
      signals: [signalsOf(distances, beta)[query] ?? NaN],
      freeCoordinates: [distances.freeCoordinates[query] ?? NaN],
      separatingBeta: lowest,
      endSums: [descent.end({ beta, stepSize, steps }).kernelSum],
    };
    bounds.push({ beta, ...featureBounds(inputs, { ...laws, beta }) });
    await yieldTimer.yieldIfDue();
    if (isStale()) return null;
  }
  return bounds;
}

/** The verdict at β and Y. It never says that the vector is saturated; below the bounds, from beta* on, the memories merge. */
export function verdictAt(
  bounds: readonly ReliabilityBound[],
  { beta, numFeatures }: Pick<Settings, 'beta' | 'numFeatures'>,
): Verdict {
  const bound = boundAt(bounds, beta);
  if (!bound) return 'merged';
  if (numFeatures >= bound.reliableFrom) return 'reliable';
  return numFeatures < bound.unreliableBelow ? 'unreliable' : 'marginal';
}

/** A range of a setting; null if DrDAM is reliable nowhere. */
export type Range = readonly [from: number, to: number] | null;

/** The range of Y in which DrDAM is reliable at `beta`. */
export function reliableFeatures(bounds: readonly ReliabilityBound[], beta: number): Range {
  const from = boundAt(bounds, beta)?.reliableFrom ?? Infinity;
  return from < FEATURES[1] ? [Math.max(from, FEATURES[0]), FEATURES[1]] : null;
}

/** The range of β in which DrDAM is reliable with `numFeatures` features. */
export function reliableBetas(bounds: readonly ReliabilityBound[], numFeatures: number): Range {
  const reliable = bounds.filter(({ reliableFrom }) => reliableFrom <= numFeatures);
  const [first, last] = [reliable[0], reliable.at(-1)];
  return first && last ? [first.beta, last.beta] : null;
}

/** Interpolates between two bounds in logarithms; null below the first. */
function boundAt(bounds: readonly ReliabilityBound[], beta: number): ReliabilityBound | null {
  const after = bounds.findIndex((bound) => bound.beta >= beta);
  const [a, b] = [bounds[after - 1], bounds[after]];
  if (!b || (!a && b.beta > beta)) return null;
  if (!a) return b;
  const share = Math.log(beta / a.beta) / Math.log(b.beta / a.beta);
  const between = (low: number, high: number) => low ** (1 - share) * high ** share;
  return {
    beta,
    reliableFrom: between(a.reliableFrom, b.reliableFrom),
    unreliableBelow: between(a.unreliableBelow, b.unreliableBelow),
  };
}

/**
 * Returns K_eff as a function of beta, from a histogram of the squared distances between memories, because thousands of
 * memories have millions of pairs. The pairs of a bin count at their mean, which leaves an error of second order:
 * (beta width / 2)^2 / 24, below 1e-3.
 */
async function effectiveMemoriesAt(
  { memories: squares, numMemories }: StateDistances,
  yieldTimer: YieldTimer,
): Promise<(beta: number) => number> {
  // the matrix is symmetric
  const halfOf = (row: number) => squares.subarray(row * numMemories, row * numMemories + row);
  let furthest = 0;
  for (let row = 0; row < numMemories; row++) {
    for (const square of halfOf(row)) if (square > furthest) furthest = square;
    await yieldTimer.yieldIfDue();
  }
  if (furthest === 0) return () => numMemories ** 2;
  const counts = new Float64Array(BINS);
  const sums = new Float64Array(BINS);
  for (let row = 0; row < numMemories; row++) {
    for (const square of halfOf(row)) {
      const bin = Math.min(BINS - 1, Math.floor((square / furthest) * BINS));
      counts[bin] = (counts[bin] ?? 0) + 2;
      sums[bin] = (sums[bin] ?? 0) + 2 * square;
    }
    await yieldTimer.yieldIfDue();
  }
  const bins = [...counts.entries()].filter(([, count]) => count > 0);
  const pairs = bins.map(([bin, count]) => ({ count, square: (sums[bin] ?? 0) / count }));
  return (beta) =>
    pairs.reduce((sum, { count, square }) => sum + count * Math.exp((-beta / 2) * square), numMemories);
}
