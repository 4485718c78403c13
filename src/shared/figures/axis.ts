/** Axes: where a value lies between two ends, and where its ticks are. */

export interface Axis {
  readonly label: string;
  readonly scale: 'log' | 'linear';
  readonly range: readonly [number, number];
}

export interface Tick {
  readonly value: number;
  /** Empty for a tick without a number. */
  readonly label: string;
  /** Written small and raised after the label: 10 to the power of it. */
  readonly power?: string;
}

/** 0 at the beginning of the axis, 1 at its end. */
export function position({ scale, range: [from, to] }: Axis, value: number): number {
  const place = scale === 'log' ? Math.log10 : (x: number) => x;
  return (place(value) - place(from)) / (place(to) - place(from));
}

/** A range that holds all values with some room; for a logarithm values at or below 0 do not count. */
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

export function ticksOf(axis: Axis): Tick[] {
  return axis.scale === 'log' ? logTicks(axis.range) : linearTicks(axis.range);
}

function linearTicks([from, to]: Axis['range']): Tick[] {
  const rough = (to - from) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks: Tick[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
    ticks.push({ value: i * step, label: (i * step).toFixed(digits).replace('-', '−') });
  }
  return ticks;
}

/** Whole powers have numbers; where there is at most one of them, 2 and 5 have too. */
function logTicks([from, to]: Axis['range']): Tick[] {
  const ticks: Tick[] = [];
  const wholePowers = Math.floor(Math.log10(to) + 1e-9) - Math.ceil(Math.log10(from) - 1e-9) + 1;
  const every = Math.max(1, Math.ceil(wholePowers / 5));
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) {
    for (let digit = 1; digit <= 9; digit++) {
      const value = digit * 10 ** power;
      if (value < from * (1 - 1e-9) || value > to * (1 + 1e-9)) continue;
      const isNamed = digit === 1 ? power % every === 0 : wholePowers <= 1 && (digit === 2 || digit === 5);
      if (!isNamed) ticks.push({ value, label: '' });
      else if (power >= 0 && power <= 5) ticks.push({ value, label: thousands(value) });
      else
        ticks.push({
          value,
          label: digit === 1 ? '10' : `${String(digit)}·10`,
          power: String(power).replace('-', '−'),
        });
    }
  }
  return ticks;
}

function thousands(value: number): string {
  return value >= 1000 ? `${String(value / 1000)}k` : String(value);
}
