import type { DescentReport } from '#shared/api';
import type { Moment } from './run/moment';
import type { Settings } from './settings/settings';
import { roundToTwoDigits } from './settings/settings';

/** The setting that a sweep varies. */
export type SweepKey = 'beta' | 'numFeatures' | 'stepSize';

export interface SweepSpec {
  readonly key: SweepKey;
  readonly values: readonly number[];
}

/** The result for one value of the setting. The moment's recording holds the one query. */
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

/** Proposes values around the present one, in a geometric series. */
export function valuesAround(key: SweepKey, settings: Settings): number[] {
  const factor = key === 'numFeatures' ? 4 : 2;
  // the interesting failures lie below the present number of features, so it comes last
  const place = key === 'numFeatures' ? COUNT - 1 : Math.floor(COUNT / 2);
  return Array.from({ length: COUNT }, (_, i) =>
    clamp(roundToTwoDigits(settings[key] * factor ** (i - place)), RANGE[key]),
  ).filter((value, i, all) => all.indexOf(value) === i);
}

/** Parses the values that a person typed. Returns a sentence about the error if they are not valid. */
export function parseValues(key: SweepKey, text: string): number[] | string {
  const values = text
    .split(/[,;]/)
    .map((part) => part.replace(/\s/g, ''))
    .filter((part) => part !== '')
    .map(Number);
  const [min, max] = RANGE[key];
  if (values.length < 2 || values.length > 6) return 'Enter two to six values, separated by commas.';
  if (!values.every((value) => value >= min && value <= max)) {
    return `Each value must lie between ${String(min)} and ${String(max)}.`;
  }
  if (key === 'numFeatures' && !values.every(Number.isInteger)) return 'Y must be a whole number.';
  return values;
}

/** Estimates the duration of a sweep in seconds from that of the run, or null before a run has finished. */
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
