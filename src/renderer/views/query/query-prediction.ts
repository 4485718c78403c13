import { freeCoordinates, squaredDistances } from '#shared/reliability';
import type { Verdict } from '#shared/verdict';
import type { PreviewedQuery } from '../../domain/settings/query-draft';
import { jobOf } from '../../domain/settings/job';
import type { Settings } from '../../domain/settings/settings';
import type { PreparedStates } from '../../domain/run/moment';
import { predictedReliability } from '../../domain/run/predicted-reliability';

/** What is known of a query before its descent. */
export interface QueryPrediction {
  /** The fraction of coordinates that are fixed. */
  readonly fixed: number;
  /** The memory nearest to the initial state, and its RMS pixel distance. */
  readonly nearest: { readonly memory: number; readonly distance: number };
  /** The energy of the initial state in MrDAM. */
  readonly energy: number;
  /** Whether DrDAM should end where MrDAM does; null where no law is known. */
  readonly reliability: {
    readonly verdict: Verdict | null;
    readonly signalToNoise: number;
    readonly noiseWells: number;
    readonly endSum: number | null;
  } | null;
}

/** Predicts how a query fares with these memories and settings. Cost: O(K D + K²), and that of MrDAM's descent. */
export function predictionOf(
  { start, clamped }: Pick<PreviewedQuery, 'start' | 'clamped'>,
  { dim, memories, distances }: Pick<PreparedStates, 'dim' | 'memories' | 'distances'>,
  settings: Settings,
): QueryPrediction {
  const squares = squaredDistances(start, memories, dim);
  const least = Math.min(...squares);
  const alone = {
    dim,
    memories,
    queries: start,
    clamped,
    distances: { ...distances, queries: squares, freeCoordinates: freeCoordinates(clamped, dim) },
  };
  const reliability = predictedReliability(alone, jobOf('', settings));
  return {
    fixed: clamped.reduce((sum, isFixed) => sum + isFixed, 0) / dim,
    nearest: { memory: squares.indexOf(least), distance: Math.sqrt(least) },
    energy: energyOf(squares, least, settings.beta, settings.form),
    reliability: reliability && {
      verdict: reliability.verdicts[0] ?? null,
      signalToNoise: reliability.signalToNoise[0] ?? NaN,
      noiseWells: reliability.noiseWells,
      endSum: reliability.endSums[0] ?? null,
    },
  };
}

function energyOf(squares: Float64Array, least: number, beta: number, form: Settings['form']): number {
  // relative to the nearest memory's term: far from all memories, every term would underflow to 0
  const sum = squares.reduce((total, square) => total + Math.exp((-beta / 2) * (square - least)), 0);
  return form === 'log' ? least / 2 - Math.log(sum) / beta : (-sum * Math.exp((-beta / 2) * least)) / beta;
}
