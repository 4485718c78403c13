import { z } from 'zod';

/**
 * Whether DrDAM is predicted to end where MrDAM does. Derivation and measurements: docs/science.md.
 *
 * DrDAM ascends its estimate of the kernel sum, noise included. It ends where MrDAM does if the signal leads it there
 * past the noise, and if MrDAM's end is deeper than what the noise offers nearby.
 */
export const Verdict = z.enum(['reliable', 'marginal', 'unreliable', 'merged', 'saturated']);
export type Verdict = z.infer<typeof Verdict>;

/** What the verdict on a query depends on. */
export interface VerdictInputs {
  readonly beta: number;
  /** beta*: below it the memories merge. */
  readonly separatingBeta: number;
  /** s / sqrt(K_eff / 2Y) at the query. */
  readonly signalToNoise: number;
  /** The kernel sum s at the query. */
  readonly start: number;
  /** The kernel sum at the end of MrDAM's descent from the query; null where it is not known. */
  readonly end: number | null;
  /** The kernel sum that a descent finds in pure noise over the query's free coordinates. */
  readonly noiseWells: number;
  /** RMS noise of the pixels of a recalled picture, where 1 is the full range. At an end of another depth it is this / end. */
  readonly pixelNoise: number;
}

/** Both models end alike where their last states are at most this far apart, in RMS pixels. */
export const ALIKE = 0.1;

/** A query is reliable if it has at least these ratios, and at most this pixel noise. */
export const RELIABLE = {
  signalToNoise: 5,
  startOverWells: 0.1,
  endOverWells: 1.05,
  pixelNoise: 0.07,
} as const;
/** A query is unreliable if it has less than one of these ratios. */
export const UNRELIABLE = { signalToNoise: 1, startOverWells: 0.03, endOverWells: 0.7 } as const;
/** T is saturated where noise wells are this many times as deep as a memory, and the signal is not reliable. */
const SATURATED = 10;

/**
 * Returns the verdict on a query; null where it depends on an end that is not known. A query below beta* is reliable if
 * both models are predicted to end in the same blend of memories; it is `merged` where it would otherwise be marginal.
 */
export function verdictOf(query: VerdictInputs): Verdict | null {
  const { beta, separatingBeta, signalToNoise, start, end, noiseWells, pixelNoise } = query;
  if (noiseWells >= SATURATED && signalToNoise < RELIABLE.signalToNoise) return 'saturated';
  const startOverWells = start / noiseWells;
  const isLost = signalToNoise < UNRELIABLE.signalToNoise || startOverWells < UNRELIABLE.startOverWells;
  if (isLost) return 'unreliable';
  if (end === null) return null;
  const endOverWells = end / noiseWells;
  if (endOverWells < UNRELIABLE.endOverWells) return 'unreliable';
  const isReliable =
    signalToNoise >= RELIABLE.signalToNoise &&
    startOverWells >= RELIABLE.startOverWells &&
    endOverWells >= RELIABLE.endOverWells &&
    pixelNoise / end <= RELIABLE.pixelNoise;
  if (isReliable) return 'reliable';
  return beta < separatingBeta ? 'merged' : 'marginal';
}

/** The numbers of features (not rounded) from which on a query is reliable, and below which it is unreliable. */
export interface VerdictBounds {
  readonly reliableFrom: number;
  readonly unreliableBelow: number;
}

/**
 * Returns the bounds for a query of which everything is given as with one feature: ratios grow as sqrt(Y), and noise falls
 * as 1 / sqrt(Y). Merged memories and a saturated T are not taken into account.
 */
export function verdictBounds({
  signalToNoise,
  start,
  end,
  noiseWells,
  pixelNoise,
}: Omit<VerdictInputs, 'beta' | 'separatingBeta'>): VerdictBounds {
  const fewest = ({
    signalToNoise: ratio,
    startOverWells,
    endOverWells,
  }: Record<keyof typeof UNRELIABLE, number>) =>
    Math.max(
      ratio / signalToNoise,
      (startOverWells * noiseWells) / start,
      (endOverWells * noiseWells) / (end ?? 0),
    );
  return {
    reliableFrom: Math.max(fewest(RELIABLE), pixelNoise / (end ?? 0) / RELIABLE.pixelNoise) ** 2,
    unreliableBelow: fewest(UNRELIABLE) ** 2,
  };
}
