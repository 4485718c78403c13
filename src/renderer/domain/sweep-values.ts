import type { DescentReport } from '#shared/api';
import type { Moment } from './run/moment';
import type { Settings } from './settings/settings';
import { roundToTwoDigits } from './settings/settings';

/** The setting that differs from point to point. */
export type SweepKey = 'beta' | 'numFeatures' | 'stepSize';

export interface SweepSpec {
  readonly key: SweepKey;
  readonly values: readonly number[];
}

/** What one value of the setting gives; its moment's recording has the one query. */
export interface SweepPoint {
  readonly value: number;
  readonly moment: Moment;
  readonly report: DescentReport;
}

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
    clamp(roundToTwoDigits(settings[key] * factor ** (i - place)), RANGE[key]),
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

/** What a sweep takes, from what the run took; null before there was one. */
export function sweepSeconds(
  { key, values }: SweepSpec,
  report: DescentReport | null,
  settings: Settings,
): number | null {
  if (!report) return null;
  const perQuery =
    Object.values(report.models).reduce((sum, { seconds }) => sum + seconds, 0) /
    Math.max(1, settings.queries.length);
  const each = (value: number) =>
    (perQuery + report.setupSeconds) * (key === 'numFeatures' ? value / settings.numFeatures : 1);
  return values.reduce((sum, value) => sum + each(value), 0);
}

function clamp(value: number, [min, max]: readonly [number, number]): number {
  return Math.min(max, Math.max(min, value));
}
