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
  /** RMS noise of a recalled picture's pixels, where 1 is the full range. */
  readonly pixelNoise: number;
}

/** A query is reliable if it has at least these ratios, and at most this pixel noise. */
export const RELIABLE = { signalToNoise: 5, startOverWells: 0.1, endOverWells: 1, pixelNoise: 0.07 } as const;
/** A query is unreliable if it has less than one of these ratios. */
export const UNRELIABLE = { signalToNoise: 1, startOverWells: 0.03, endOverWells: 0.7 } as const;
/** T is saturated where noise wells are this many times as deep as a memory, and the signal is not reliable. */
const SATURATED = 10;

/** Returns the verdict on a query; null where it depends on an end that is not known. */
export function verdictOf(query: VerdictInputs): Verdict | null {
  const { beta, separatingBeta, signalToNoise, start, end, noiseWells, pixelNoise } = query;
  // below beta* merged memories are deeper than a single one, so the depth of wells alone decides nothing
  if (noiseWells >= SATURATED && signalToNoise < RELIABLE.signalToNoise) return 'saturated';
  if (beta < separatingBeta) return 'merged';
  const startOverWells = start / noiseWells;
  if (signalToNoise < UNRELIABLE.signalToNoise || startOverWells < UNRELIABLE.startOverWells) return 'unreliable';
  if (end === null) return null;
  const endOverWells = end / noiseWells;
  if (endOverWells < UNRELIABLE.endOverWells) return 'unreliable';
  const isReliable =
    signalToNoise >= RELIABLE.signalToNoise &&
    startOverWells >= RELIABLE.startOverWells &&
    endOverWells >= RELIABLE.endOverWells &&
    pixelNoise <= RELIABLE.pixelNoise;
  return isReliable ? 'reliable' : 'marginal';
}
