import { mean, meanRate } from '#engine/statistics';
import type { DescentReport, PrepareReport } from '#shared/api';
import type { Row } from '#shared/experiments';
import { formatCsv } from '#shared/files/csv';
import { countRecalled } from '#shared/recall-count';
import type { ModelName } from '#shared/setup';
import { formatSeconds, plural } from '#shared/units';

/** The columns after those of the swept options. */
export const SWEEP_COLUMNS = {
  model: 'mrdam, drdam or own',
  D: 'dimension of the states',
  K: 'number of memories',
  n: 'number of queries, of all seeds together',
  recalled: 'how many of them ended at the memory that they were made from',
  recall_rate: 'their share, the mean over the seeds',
  recall_rate_se:
    'its standard error: over the seeds, or of a binomial rate over the queries where there is one seed',
  mean_distance:
    'mean distance of the last state to the memory that the query was made from, or to the nearest one if it was made from none; RMS of pixels',
  seconds: 'time of the steps of a descent, mean over the seeds',
} as const;

/** One descent of a sweep. */
export interface SweepDescent {
  readonly prepared: PrepareReport;
  readonly report: DescentReport;
}

/** Returns a row for each model of descents that differ in their seed alone. */
export function sweepRows(descents: readonly SweepDescent[]): Row[] {
  const [first] = descents;
  if (!first) return [];
  return (Object.keys(first.report.models) as ModelName[]).map((model) => {
    const ends = descents.flatMap(({ prepared, report: { models } }) => {
      const outcome = models[model];
      return outcome ? [{ outcome, ...countRecalled(outcome, prepared.targets) }] : [];
    });
    const rate = meanRate(ends.map(({ recalled, queries }) => ({ count: recalled, of: queries })));
    const sum = (count: 'recalled' | 'queries') => ends.reduce((total, end) => total + end[count], 0);
    return {
      model,
      D: first.prepared.dim,
      K: first.prepared.numMemories,
      n: sum('queries'),
      recalled: sum('recalled'),
      recall_rate: rate.mean,
      recall_rate_se: rate.error,
      mean_distance: mean(
        ends.flatMap(({ outcome }) => outcome.distances.map((distance, q) => outcome.errors[q] ?? distance)),
      ),
      seconds: mean(ends.map(({ outcome }) => outcome.seconds)),
    } satisfies Record<keyof typeof SWEEP_COLUMNS, Row[string]>;
  });
}

/** Returns the table as CSV, after comments with what all its rows share and what its columns mean. */
export function sweepCsv(
  swept: readonly string[],
  rows: readonly Row[],
  shared: Readonly<Record<string, string>>,
): string {
  const meanings = Object.entries(SWEEP_COLUMNS).map(([name, text]) => [`column ${name}`, text] as const);
  const comments = [...Object.entries(shared), ...meanings].map(
    ([name, text]) => `# ${name}: ${text.replaceAll(/\s+/g, ' ')}\r\n`,
  );
  return comments.join('') + formatCsv([...swept, ...Object.keys(SWEEP_COLUMNS)], rows);
}

/** The summary lists this many rows. */
const MAX_LISTED = 24;

/** Returns the table for people. */
export function sweepText(swept: readonly string[], rows: readonly Row[]): string {
  const header = [...swept, 'model', 'recall rate', 'distance', 'time'];
  const fixed = (value: Row[string] | undefined, digits: number) => Number(value).toFixed(digits);
  const lines = rows
    .slice(0, MAX_LISTED)
    .map((row) => [
      ...swept.map((name) => String(row[name])),
      String(row.model),
      `${fixed(row.recall_rate, 2)} ± ${fixed(row.recall_rate_se, 2)}`,
      fixed(row.mean_distance, 3),
      formatSeconds(Number(row.seconds)),
    ]);
  const widths = header.map((name, c) => Math.max(name.length, ...lines.map((line) => line[c]?.length ?? 0)));
  const table = [header, ...lines].map((line) =>
    line
      .map((text, c) => text.padEnd(widths[c] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rest = rows.length - lines.length;
  return [...table, ...(rest > 0 ? [`and ${plural(rest, 'more row')}`] : [])].join('\n');
}
