/** The 1-2-5 number nearest to `value` (in ratio), which is above 0. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 5, 10].map((factor) => factor * power);
  const distance = (step: number) => Math.abs(Math.log(step / value));
  return steps.reduce((best, step) => (distance(step) < distance(best) ? step : best));
}

/** Multiples of a nice step within [from, to], about `count` of them. */
export function ticksBetween(from: number, to: number, count: number): number[] {
  const step = niceStep((to - from) / count);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** A tick's number with as many decimals as tell it from its neighbours, and a true minus. */
export function tickText(value: number, step: number): string {
  const decimals = decimalsOf(step);
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? (0).toFixed(decimals) : text).replace('-', '−');
}

/** A value that is read off: with the decimals of a tick, or with two digits where these would leave fewer; below 10⁻⁴ with one. */
export function valueText(value: number, step: number): string {
  if (value === 0 || Math.abs(value) >= 10 ** (1 - decimalsOf(step))) return tickText(value, step);
  if (Math.abs(value) >= 1e-4) return value.toPrecision(2).replace('-', '−');
  const [factor = '', power = ''] = Math.abs(value).toExponential(0).split('e');
  return `${value < 0 ? '−' : ''}${powerText(Number(factor), Number(power))}`;
}

/** "2·10⁻⁵"; a factor of 1 is left out. */
export function powerText(factor: number, power: number): string {
  const digits = String(Math.abs(power)).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)));
  return `${factor === 1 ? '' : `${String(factor)}·`}10${power < 0 ? '⁻' : ''}${digits}`;
}

function decimalsOf(step: number): number {
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}
