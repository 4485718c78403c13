import type { Verdict } from '#shared/reliability';
import { reliabilitySettings, mostFreeCoordinates, predictReliability, squaredDistances, verdictOf } from '#shared/reliability';
import type { PreviewedQuery } from '../../domain/settings/query-draft';
import type { Settings } from '../../domain/settings/settings';
import type { PreparedStates } from '../../domain/run/moment';

/** What is known of a query before it falls. */
export interface QueryPrediction {
  /** Share of the coordinates that are held. */
  readonly held: number;
  /** The memory nearest to where it starts, and how far that is: RMS of pixels. */
  readonly nearest: { readonly memory: number; readonly distance: number };
  /** In MrDAM, where it starts. */
  readonly energy: number;
  /** Whether DrDAM brings it back; null where nothing is predicted. */
  readonly trust: {
    readonly verdict: Verdict;
    readonly signalToNoise: number;
    readonly noiseWells: number;
  } | null;
}

/** Of memories that are stored with these settings. Cost: O(K D + K^2). */
export function predictionOf(
  { start, held }: Pick<PreviewedQuery, 'start' | 'held'>,
  { dim, memories, distances }: Pick<PreparedStates, 'dim' | 'memories' | 'distances'>,
  { beta, form, featureMap, numFeatures }: Pick<Settings, 'beta' | 'form' | 'featureMap' | 'numFeatures'>,
): QueryPrediction {
  const squares = squaredDistances(start, memories, dim);
  const least = Math.min(...squares);
  const laws = reliabilitySettings({ beta, form, drdam: { featureMap, numFeatures } });
  const trust = laws && predictReliability({ ...distances, queries: squares, freeCoordinates: mostFreeCoordinates(held, dim) }, laws);
  return {
    held: held.reduce((sum, isHeld) => sum + isHeld, 0) / dim,
    nearest: { memory: squares.indexOf(least), distance: Math.sqrt(least) },
    energy: energyOf(squares, least, beta, form),
    trust: trust && {
      verdict: verdictOf(trust, beta),
      signalToNoise: trust.signalToNoise[0] ?? NaN,
      noiseWells: trust.noiseWells,
    },
  };
}

function energyOf(squares: Float64Array, least: number, beta: number, form: Settings['form']): number {
  // of the nearest memory's term, which is then 1: far from all, every one alone would be 0
  const sum = squares.reduce((total, square) => total + Math.exp((-beta / 2) * (square - least)), 0);
  return form === 'log' ? least / 2 - Math.log(sum) / beta : (-sum * Math.exp((-beta / 2) * least)) / beta;
}
