import { NEAR } from './distances';
import { isDifference, QUANTITIES, type Quantity } from './quantity';
import type { Series } from './series';

export interface RangeView {
  readonly quantity: Quantity;
  readonly isLog: boolean;
  /** A logarithm is that of what is above this. */
  readonly offset: number;
  /** The axis fits what is shown; of a whole run it also has its zero. */
  readonly isZoomed: boolean;
  /** What is further from zero leaves the plot. */
  readonly most: number;
}

/** How much larger than the selected query's another's difference may be before it leaves the plot. */
const OTHERS = 3;

/** A query that diverged must not flatten the others: they are shown some way above where they began, or the selected one is. */
export function mostShown(
  quantity: Quantity,
  series: readonly Series[],
  valuesOf: (one: Series) => readonly number[],
): number {
  const furthest = (values: readonly number[]) =>
    values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
  if (isDifference(quantity)) {
    const main = series.find(({ isMain }) => isMain);
    return OTHERS * (main ? furthest(valuesOf(main)) : 0) || Infinity;
  }
  const start = Math.max(...series.map(({ at }) => at(0)).filter(Number.isFinite));
  return start > 0 ? QUANTITIES[quantity].mostRise * start : Infinity;
}

/** Below its highest, what a logarithm above the lowest shows: further down are the last digits of a float. */
const DECADES = 4;

/** The values that the axis spans. */
export function valueRange(
  drawn: readonly (readonly number[])[],
  { quantity, isLog, offset, isZoomed, most }: RangeView,
): [number, number] {
  const least = isDifference(quantity) ? -most : -Infinity;
  let [low, high] = isLog || isZoomed ? [Infinity, -Infinity] : [0, isDifference(quantity) ? 0 : -Infinity];
  for (const values of drawn) {
    for (const value of values) {
      if (value > most || value < least || (isLog && value <= offset)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (isLog) return logRange(low, high, offset);
  if (quantity === 'apart' && !isZoomed) high = Math.max(high, NEAR * 1.1);
  if (!(high > low)) return flatRange(Number.isFinite(low) ? low : 0, quantity);
  const margin = 0.04 * (high - low);
  return [QUANTITIES[quantity].isSigned || isZoomed ? low - margin : low, high + margin];
}

function logRange(low: number, high: number, offset: number): [number, number] {
  if (!(high > offset)) return [offset + 0.1, offset + 1];
  const [least, most] = [low - offset, high - offset];
  const lowest = offset === 0 ? least : Math.max(least, most / 10 ** DECADES);
  return [offset + lowest, offset + Math.max(most, lowest * 1.01)];
}

function flatRange(value: number, quantity: Quantity): [number, number] {
  const room = QUANTITIES[quantity].axis === 'E' ? 0.02 : 1;
  return value === 0 ? [0, room] : [value - Math.abs(value) / 10, value + Math.abs(value) / 10];
}
