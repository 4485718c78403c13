import type { Verdict } from '#shared/reliability';
import {
  reliabilitySettings,
  mostFreeCoordinates,
  predictReliability,
  squaredDistances,
  verdictOf,
} from '#shared/reliability';
import type { PreviewedQuery } from '../../domain/settings/query-draft';
import type { Settings } from '../../domain/settings/settings';
import type { PreparedStates } from '../../domain/run/moment';

/** What is known of a query before its descent. */
export interface QueryPrediction {
  /** The fraction of coordinates that are fixed. */
  readonly fixed: number;
  /** The memory nearest to the initial state, and its RMS pixel distance. */
  readonly nearest: { readonly memory: number; readonly distance: number };
  /** The energy of the initial state in MrDAM. */
  readonly energy: number;
  /** Whether DrDAM should recall it; null where no prediction is possible. */
  readonly reliability: {
    readonly verdict: Verdict;
    readonly signalToNoise: number;
    readonly noiseWells: number;
  } | null;
}

/** Predicts how a query fares with these memories and settings. Cost: O(K D + K²). */
export function predictionOf(
  { start, clamped }: Pick<PreviewedQuery, 'start' | 'clamped'>,
  { dim, memories, distances }: Pick<PreparedStates, 'dim' | 'memories' | 'distances'>,
  { beta, form, featureMap, numFeatures }: Pick<Settings, 'beta' | 'form' | 'featureMap' | 'numFeatures'>,
): QueryPrediction {
  const squares = squaredDistances(start, memories, dim);
  const least = Math.min(...squares);
  const laws = reliabilitySettings({ beta, form, drdam: { featureMap, numFeatures } });
  const reliability =
    laws &&
    predictReliability(
      { ...distances, queries: squares, freeCoordinates: mostFreeCoordinates(clamped, dim) },
      laws,
    );
  return {
    fixed: clamped.reduce((sum, isFixed) => sum + isFixed, 0) / dim,
    nearest: { memory: squares.indexOf(least), distance: Math.sqrt(least) },
    energy: energyOf(squares, least, beta, form),
    reliability: reliability && {
      verdict: verdictOf(reliability, beta),
      signalToNoise: reliability.signalToNoise[0] ?? NaN,
      noiseWells: reliability.noiseWells,
    },
  };
}

function energyOf(squares: Float64Array, least: number, beta: number, form: Settings['form']): number {
  // relative to the nearest memory's term: far from all memories, every term would underflow to 0
  const sum = squares.reduce((total, square) => total + Math.exp((-beta / 2) * (square - least)), 0);
  return form === 'log' ? least / 2 - Math.log(sum) / beta : (-sum * Math.exp((-beta / 2) * least)) / beta;
}
