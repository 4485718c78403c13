import { scaleLinear, scaleLog } from 'd3-scale';

/**
 * Returns the number of the form 1, 2 or 5 times a power of 10 that is nearest in ratio to `value`, which is
 * above 0.
 */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 5, 10].map((factor) => factor * power);
  const distance = (step: number) => Math.abs(Math.log(step / value));
  return steps.reduce((best, step) => (distance(step) < distance(best) ? step : best));
}

/** Returns the multiples of a nice step within [from, to], about `count` of them. */
export function ticksBetween(from: number, to: number, count: number): number[] {
  return scaleLinear([from, to], [0, 1]).ticks(count);
}

/**
 * Returns a tick's number with as many decimals as its step needs, and with a minus sign instead of a hyphen.
 */
export function tickText(value: number, step: number): string {
  const decimals = decimalsOf(step);
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? (0).toFixed(decimals) : text).replace('-', '−');
}

/**
 * Returns the text of a value read off a scale: with the decimals of a tick, with two digits where a tick's
 * decimals would leave fewer, and below 10⁻⁴ with one digit and a power of 10.
 */
export function valueText(value: number, step: number): string {
  if (value === 0 || Math.abs(value) >= 10 ** (1 - decimalsOf(step))) return tickText(value, step);
  if (Math.abs(value) >= 1e-4) return value.toPrecision(2).replace('-', '−');
  const [factor = '', power = ''] = Math.abs(value).toExponential(0).split('e');
  return `${value < 0 ? '−' : ''}${powerText(Number(factor), Number(power))}`;
}

/** Returns a number as "2·10⁻⁵". A factor of 1 is left out. */
export function powerText(factor: number, power: number): string {
  const digits = String(Math.abs(power)).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)));
  return `${factor === 1 ? '' : `${String(factor)}·`}10${power < 0 ? '⁻' : ''}${digits}`;
}

function decimalsOf(step: number): number {
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

/** A tick of a figure's axis. */
export interface AxisTick {
  readonly value: number;
  /** The tick's number; empty for a tick without one. */
  readonly label: string;
  /** The exponent of 10, which is set as a superscript after the label. */
  readonly power?: string;
}

type Range = readonly [from: number, to: number];

/** With this count d3 takes about the smallest step that divides the axis into at most four parts. */
const LINEAR_COUNT = 2.83;

/** Returns the ticks of a linear axis, each with its number. */
export function linearAxisTicks([from, to]: Range): AxisTick[] {
  const values = ticksBetween(from, to, LINEAR_COUNT);
  const step = (values[1] ?? 1) - (values[0] ?? 0);
  return values.map((value) => ({ value, label: tickText(value, step) }));
}

/**
 * Returns the ticks of a logarithmic axis: 1 to 9 times each power of 10. Powers of 10 have numbers, as do 2
 * and 5 times a power where the axis holds at most one power.
 */
export function logAxisTicks([from, to]: Range): AxisTick[] {
  const [low, high] = [Math.log10(from), Math.log10(to)];
  const wholePowers = Math.floor(high + 1e-9) - Math.ceil(low - 1e-9) + 1;
  const every = Math.max(1, Math.ceil(wholePowers / 5));
  // d3 returns all digits if it is asked for one tick more than there are powers
  return scaleLog([from, to], [0, 1])
    .ticks(high - low + 1)
    .map((value) => {
      const power = Math.floor(Math.log10(value) + 1e-9);
      const digit = Math.round(value / 10 ** power);
      const isNamed = digit === 1 ? power % every === 0 : wholePowers <= 1 && (digit === 2 || digit === 5);
      if (!isNamed) return { value, label: '' };
      if (power >= 0 && power <= 5) return { value, label: inThousands(value) };
      const label = digit === 1 ? '10' : `${String(digit)}·10`;
      return { value, label, power: String(power).replace('-', '−') };
    });
}

/** Returns 20000 as "20k". */
function inThousands(value: number): string {
  return value >= 1000 ? `${String(value / 1000)}k` : String(value);
}
