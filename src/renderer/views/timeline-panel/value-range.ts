import type { Recording } from '#shared/recording';
import { VISIBLE_DISTANCE } from './distances';
import { isModelDifference, QUANTITIES, type Quantity } from './quantity';
import type { Series } from './series';

export interface RangeOptions {
  readonly quantity: Quantity;
  readonly isLog: boolean;
  /** Subtracted before the logarithm is taken. */
  readonly offset: number;
  /** Whether only part of the run is shown. The axis then fits the values; otherwise its low end is at most 0. */
  readonly isZoomed: boolean;
  /** Values of a larger magnitude leave the plot. */
  readonly limit: number;
}

/** Other queries' differences leave the plot at this multiple of the selected query's largest. */
const MAX_RATIO_TO_SELECTED = 3;

/** The curves of the selected query leave the plot at this multiple of the highest value at step 0: it has then diverged. */
const MAX_RISE_OF_SELECTED = 20;

/**
 * The magnitude above which values leave the plot, so that a query that diverged does not flatten the others. It is a
 * multiple of the highest value at step 0, or the selected query's largest value where that is higher; for differences it is a multiple of the
 * latter.
 */
export function displayLimit(
  quantity: Quantity,
  series: readonly Series[],
  valuesOf: (one: Series) => readonly number[],
): number {
  const ofSelected = series.filter(({ isMain }) => isMain).flatMap(valuesOf);
  if (isModelDifference(quantity)) return MAX_RATIO_TO_SELECTED * largestMagnitude(ofSelected) || Infinity;
  const start = Math.max(...series.map(({ at }) => at(0)).filter(Number.isFinite));
  if (!(start > 0)) return Infinity;
  const most = MAX_RISE_OF_SELECTED * start;
  const highest = ofSelected.reduce((high, value) => (value > high && value <= most ? value : high), 0);
  return Math.max(QUANTITIES[quantity].maxRise * start, highest);
}

function largestMagnitude(values: readonly number[]): number {
  return values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
}

/** The decades that a logarithm above the minimum shows. Below them lie the last digits of a float. */
const DECADES = 4;

/** The values that the axis spans. */
export function valueRange(
  drawn: readonly (readonly number[])[],
  { quantity, isLog, offset, isZoomed, limit }: RangeOptions,
): [number, number] {
  const lowLimit = isModelDifference(quantity) ? -limit : -Infinity;
  let [low, high] =
    isLog || isZoomed ? [Infinity, -Infinity] : [0, isModelDifference(quantity) ? 0 : -Infinity];
  for (const values of drawn) {
    for (const value of values) {
      if (value > limit || value < lowLimit || (isLog && value <= offset)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (isLog) return logRange(low, high, offset);
  if (quantity === 'model-distance' && !isZoomed) high = Math.max(high, VISIBLE_DISTANCE * 1.1);
  if (!(high > low)) return flatRange(Number.isFinite(low) ? low : 0, quantity);
  const margin = 0.04 * (high - low);
  return [QUANTITIES[quantity].isSigned || isZoomed ? low - margin : low, high + margin];
}

function logRange(low: number, high: number, offset: number): [number, number] {
  if (!(high > offset)) return [offset + 0.1, offset + 1];
  const [least, most] = [low - offset, high - offset];
  const shown = offset === 0 ? least : Math.max(least, most / 10 ** DECADES);
  return [offset + shown, offset + Math.max(most, shown * 1.01)];
}

function flatRange(value: number, quantity: Quantity): [number, number] {
  const width = QUANTITIES[quantity].isEnergy ? 0.02 : 1;
  return value === 0 ? [0, width] : [value - Math.abs(value) / 10, value + Math.abs(value) / 10];
}

interface Minimum {
  readonly revision: number;
  read: number;
  energy: number;
}

const cache = new WeakMap<Recording, Minimum>();

/**
 * The minimum energy of a run over all queries and both models; NaN before the first value. A logarithm above it hides
 * no difference. Each value is read once, or twice if it is among the last.
 */
export function minEnergyOf(recording: Recording): number {
  const { shape, revision } = recording;
  let minimum = cache.get(recording);
  if (minimum?.revision !== revision) minimum = { revision, read: 0, energy: Infinity };
  cache.set(recording, minimum);
  const end = (Math.min(...shape.models.map((model) => recording.reached(model))) + 1) * shape.numQueries;
  for (const model of shape.models) {
    const energies = recording.energies(model);
    for (let i = minimum.read; i < end; i++) {
      const energy = energies[i] ?? NaN;
      if (energy < minimum.energy && Number.isFinite(energy)) minimum.energy = energy;
    }
  }
  // the energies of the last step may come after its states
  minimum.read = Math.max(minimum.read, end - shape.numQueries);
  return Number.isFinite(minimum.energy) ? minimum.energy : NaN;
}
