import { niceStep, powerText, tickText, ticksBetween, valueText } from '#shared/ticks';
import type { Span } from './distances';
import type { Box } from './plot-marks';

const LEFT = 48;
/** The step axis below the curves. */
export const AXIS_PX = 22;

/** Room to the right for what is said about the selected query at the playhead; less of it in a narrow box. */
export const labelGutter = (width: number) => (width >= 440 ? 152 : 104);

/** Steps to pixels, the same for curves and timeline in boxes of one width. */
export interface StepScale {
  readonly left: number;
  readonly right: number;
  readonly span: Span;
  readonly x: (step: number) => number;
  /** The nearest step within the span. */
  readonly step: (x: number) => number;
}

export function stepScale(box: Box, [first, last]: Span, gutter: number): StepScale {
  const left = box.x + LEFT;
  const right = Math.max(left + 1, box.x + box.width - gutter);
  const perStep = (right - left) / Math.max(1, last - first);
  return {
    left,
    right,
    span: [first, last],
    x: (step) => left + (step - first) * perStep,
    step: (x) => Math.min(last, Math.max(first, Math.round(first + (x - left) / perStep))),
  };
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

export function stepTicks({ left, right, span: [first, last] }: StepScale): Tick[] {
  const wanted = Math.max(1, Math.floor((right - left) / 64));
  if (last === first) return [{ value: first, text: String(first) }];
  return ticksBetween(first, last, Math.min(wanted, last - first))
    .filter(Number.isInteger)
    .map((value) => ({ value, text: String(value) }));
}

/** Values to pixels. */
export interface ValueScale {
  readonly top: number;
  readonly bottom: number;
  readonly ticks: readonly Tick[];
  readonly y: (value: number) => number;
  /** A value with a tenth of a tick's precision, or finer where it is small. */
  readonly text: (value: number) => string;
}

/** Linear, or, with `isLog`, the logarithm of what is above an offset. */
export function valueScale(
  box: Box,
  [low, high]: readonly [number, number],
  isLog: boolean,
  offset = 0,
): ValueScale {
  const top = box.y + (box.height < 120 ? 18 : 28);
  const bottom = Math.max(top + 1, box.y + box.height - AXIS_PX);
  const unit = (value: number) => (isLog ? Math.log10(value - offset) : value);
  const [a, b] = [unit(low), unit(high)];
  const perUnit = (bottom - top) / (b - a);
  const count = Math.max(2, Math.floor((bottom - top) / 28));
  const step = niceStep((b - a) / count);
  const y = (value: number) => bottom - (unit(value) - a) * perUnit;
  return {
    top,
    bottom,
    y,
    ticks: isLog
      ? logTicks(low - offset, high - offset)
          .map((tick) => ({ ...tick, value: tick.value + offset }))
          .filter(({ value }) => y(value) >= top)
      : ticksBetween(a, b, count).map((value) => ({
          value,
          text: value === 0 ? '0' : tickText(value, step),
        })),
    text: (value) => {
      if (!Number.isFinite(value)) return '—';
      return isLog ? value.toPrecision(offset === 0 ? 2 : 3).replace('-', '−') : valueText(value, step / 10);
    },
  };
}

/** Powers of ten; between few of them also their twofold and fivefold. */
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
