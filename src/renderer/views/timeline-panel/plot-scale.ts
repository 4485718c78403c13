import { scaleLinear, scaleLog } from 'd3-scale';
import { niceStep, powerText, tickText, valueText } from '#shared/ticks';
import type { Box } from '../canvas-context';
import type { StepRange } from './distances';

const LEFT = 48;
/** The height of the step axis below the curves. */
export const AXIS_PX = 22;

/** The width to the right of the curves in which the selected query's values stand; less of it in a narrow box. */
export const labelGutter = (width: number) => (width >= 440 ? 152 : 104);

/** Maps steps to pixels. Curves and timeline in boxes of one width have the same scale. */
export interface StepScale {
  readonly left: number;
  readonly right: number;
  readonly range: StepRange;
  readonly x: (step: number) => number;
  /** The step nearest to a pixel, within the range. */
  readonly step: (x: number) => number;
}

export function stepScale(box: Box, [first, last]: StepRange, gutter: number): StepScale {
  const left = box.x + LEFT;
  const right = Math.max(left + 1, box.x + box.width - gutter);
  const scale = scaleLinear([first, Math.max(first + 1, last)], [left, right]);
  return {
    left,
    right,
    range: [first, last],
    x: scale,
    step: (x) => Math.min(last, Math.max(first, Math.round(scale.invert(x)))),
  };
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

export function stepTicks({ left, right, range: [first, last] }: StepScale): Tick[] {
  if (last === first) return [{ value: first, text: String(first) }];
  const count = Math.max(1, Math.floor((right - left) / 64));
  return scaleLinear([first, last], [left, right])
    .ticks(Math.min(count, last - first))
    .filter(Number.isInteger)
    .map((value) => ({ value, text: String(value) }));
}

/** Maps values to pixels. */
export interface ValueScale {
  readonly top: number;
  readonly bottom: number;
  readonly ticks: readonly Tick[];
  readonly y: (value: number) => number;
  /** Formats a value with a tenth of a tick's precision, or finer where it is small. */
  readonly text: (value: number) => string;
}

export interface ValueScaleOptions {
  readonly isLog: boolean;
  /** Subtracted before the logarithm is taken. */
  readonly offset?: number;
}

/** A linear scale, or one of the logarithm above an offset. */
export function valueScale(
  box: Box,
  [low, high]: readonly [number, number],
  { isLog, offset = 0 }: ValueScaleOptions,
): ValueScale {
  const top = box.y + (box.height < 120 ? 18 : 28);
  const bottom = Math.max(top + 1, box.y + box.height - AXIS_PX);
  if (isLog) {
    const scale = scaleLog([low - offset, high - offset], [bottom, top]);
    const y = (value: number) => (value > offset ? scale(value - offset) : NaN);
    return {
      top,
      bottom,
      y,
      ticks: logTicks(low - offset, high - offset)
        .map((tick) => ({ ...tick, value: tick.value + offset }))
        .filter(({ value }) => y(value) >= top),
      text: (value) =>
        Number.isFinite(value) ? value.toPrecision(offset === 0 ? 2 : 3).replace('-', '−') : '—',
    };
  }
  const scale = scaleLinear([low, high], [bottom, top]);
  const count = Math.max(2, Math.floor((bottom - top) / 28));
  const step = niceStep((high - low) / count);
  return {
    top,
    bottom,
    y: scale,
    ticks: scale.ticks(count).map((value) => ({ value, text: value === 0 ? '0' : tickText(value, step) })),
    text: (value) => (Number.isFinite(value) ? valueText(value, step / 10) : '—'),
  };
}

/** Powers of ten and, where there are few of them, their multiples by two and five. */
function logTicks(low: number, high: number): Tick[] {
  const factors = high / low < 1e2 ? [1, 2, 5] : [1];
  const ticks: Tick[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const factor of factors) {
      const value = factor * 10 ** power;
      if (value < low * 0.999 || value > high * 1.001) continue;
      const isShort = power >= -3 && power < 4;
      ticks.push({
        value,
        text: isShort ? tickText(value, 10 ** Math.min(0, power)) : powerText(factor, power),
      });
    }
  }
  return ticks;
}
