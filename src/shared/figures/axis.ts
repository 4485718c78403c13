import { scaleLinear, scaleLog } from 'd3-scale';
import type { AxisTick } from '../ticks';
import { linearAxisTicks, logAxisTicks } from '../ticks';

/** An axis of a plot: its label, its scale and the values at its ends. */
export interface Axis {
  readonly label: string;
  readonly scale: 'log' | 'linear';
  readonly range: readonly [number, number];
}

/**
 * Returns the position of a value along the axis: 0 at its beginning, 1 at its end, and beyond these outside
 * of it.
 */
export function position({ scale, range }: Axis, value: number): number {
  return (scale === 'log' ? scaleLog(range, [0, 1]) : scaleLinear(range, [0, 1]))(value);
}

/**
 * Returns a range that holds all finite values with a margin. A logarithmic scale ignores values at or below
 * 0.
 */
export function rangeOf(values: readonly number[], scale: Axis['scale']): [number, number] {
  const usable = values.filter((value) => Number.isFinite(value) && (scale === 'linear' || value > 0));
  if (usable.length === 0) return scale === 'log' ? [0.1, 1] : [0, 1];
  const [low, high] = [Math.min(...usable), Math.max(...usable)];
  if (scale === 'log') {
    const room = Math.max(0.08 * Math.log10(high / low), 0.05);
    return [low / 10 ** room, high * 10 ** room];
  }
  const room = Math.max(0.06 * (high - low), Math.abs(high) * 1e-3, 1e-9);
  return [low - room, high + room];
}

/** Returns the axis's ticks in ascending order. */
export function ticksOf({ scale, range }: Axis): AxisTick[] {
  return scale === 'log' ? logAxisTicks(range) : linearAxisTicks(range);
}
