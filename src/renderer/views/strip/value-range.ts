import { NEAR } from './distances';
import { isDifference, QUANTITIES, type Quantity } from './quantity';

export interface RangeView {
  readonly quantity: Quantity;
  readonly isLog: boolean;
  /** A logarithm is that of what is above this. */
  readonly offset: number;
  /** The axis fits what is shown; of a whole run it also has its zero. */
  readonly isZoomed: boolean;
}

/** Below its highest, what a logarithm above the lowest shows: further down are the last digits of a float. */
const DECADES = 4;

/** The values that the axis spans. `drawn` is of what sets it; `starts`: where the series begin. */
export function valueRange(
  drawn: readonly (readonly number[])[],
  starts: readonly number[],
  { quantity, isLog, offset, isZoomed }: RangeView,
): [number, number] {
  const start = Math.max(...starts.filter(Number.isFinite));
  const most = isLog || isZoomed || start <= 0 ? Infinity : QUANTITIES[quantity].mostRise * start;
  let [low, high] = isLog || isZoomed ? [Infinity, -Infinity] : [0, isDifference(quantity) ? 0 : -Infinity];
  for (const values of drawn) {
    for (const value of values) {
      if (value > most || (isLog && value <= offset)) continue;
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
