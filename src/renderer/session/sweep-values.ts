import { clamp } from '../scene/relief';
import type { SweepKey } from './sweep.svelte';
import type { Settings } from './settings';
import { twoDigits } from './settings';

const COUNT = 5;
const RANGE: Readonly<Record<SweepKey, readonly [number, number]>> = {
  beta: [1, 2000],
  numFeatures: [100, 2_000_000],
  stepSize: [0.001, 2],
};

/** Values around the present one, each so many times the one before. */
export function valuesAround(key: SweepKey, settings: Settings): number[] {
  const factor = key === 'numFeatures' ? 4 : 2;
  // with fewer features it breaks: the present number comes last
  const place = key === 'numFeatures' ? COUNT - 1 : Math.floor(COUNT / 2);
  return Array.from({ length: COUNT }, (_, i) =>
    clamp(twoDigits(settings[key] * factor ** (i - place)), ...RANGE[key]),
  ).filter((value, i, all) => all.indexOf(value) === i);
}

/** Values that a person wrote, or the sentence that says what is wrong with them. */
export function parseValues(key: SweepKey, text: string): number[] | string {
  const values = text
    .split(/[,;]/)
    .map((part) => part.replace(/\s/g, ''))
    .filter((part) => part !== '')
    .map(Number);
  const [min, max] = RANGE[key];
  if (values.length < 2 || values.length > 6) return 'Between two and six values, with commas between them.';
  if (!values.every((value) => value >= min && value <= max)) {
    return `Each value between ${String(min)} and ${String(max)}.`;
  }
  if (key === 'numFeatures' && !values.every(Number.isInteger)) return 'Y is a whole number.';
  return values;
}
