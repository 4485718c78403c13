import type { ModelName } from '#shared/setup';
import type { Moment } from '../view-model';
import { distancesOf, type Span } from './distances';
import { MODELS } from './look';

/** What the plot shows against the step. */
export type Quantity = 'energy' | 'slope' | 'distance';

/** One query's values in one model; NaN where not known. */
export interface Series {
  readonly model: ModelName;
  readonly query: number;
  readonly at: (step: number) => number;
}

/** All that is recorded of a quantity, the selected query last, so that it is drawn over the others. */
export function seriesOf(quantity: Quantity, { prepared, recording, query }: Moment): Series[] {
  if (!recording) return [];
  const { models, numQueries } = recording.shape;
  const queries = Array.from({ length: numQueries }, (_, i) => i).filter((i) => i !== query);
  const values = (model: ModelName) => {
    if (quantity === 'energy') return recording.energies(model);
    if (quantity === 'slope') return recording.gradientNorms(model);
    return distancesOf(prepared, recording).toTarget(model);
  };
  // DrDAM first: the dashes of MrDAM stay visible where both agree
  const tables = [...MODELS]
    .reverse()
    .filter((model) => models.includes(model))
    .map((model) => ({ model, table: values(model) }));
  return [...queries, query].flatMap((i) =>
    tables.map(({ model, table }) => ({
      model,
      query: i,
      at: (step: number) => table[step * numQueries + i] ?? NaN,
    })),
  );
}

/** How far above where it began a quantity is shown: a query that diverged must not flatten the others. */
const MOST_RISE: Readonly<Record<Quantity, number>> = { energy: 1.15, slope: 10, distance: 2 };

/** The values that the axis spans; without a logarithm, 0 among them. */
export function valueRange(
  series: readonly Series[],
  [first, last]: Span,
  quantity: Quantity,
  isLog: boolean,
): [number, number] {
  let [low, high] = isLog ? [Infinity, 0] : [0, -Infinity];
  const start = Math.max(...series.map(({ at }) => at(0)).filter(Number.isFinite));
  const most = isLog || start <= 0 ? Infinity : MOST_RISE[quantity] * start;
  for (const { at } of series) {
    for (let step = first; step <= last; step++) {
      const value = at(step);
      if (!Number.isFinite(value) || value > most || (isLog && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (isLog) return high > 0 ? [low, Math.max(high, low * 1.01)] : [0.1, 1];
  if (!(high > low)) return [low, low + (quantity === 'energy' ? 0.02 : 1)];
  const margin = 0.04 * (high - low);
  return [quantity === 'energy' ? low - margin : low, high + margin];
}

/** A table for spreadsheets: a row for each step, a column for each model and query; empty where not known. */
export function toCsv(
  series: readonly Series[],
  quantity: Quantity,
  steps: number,
  letter: (query: number) => string,
): string {
  const inOrder = [...series].sort((a, b) => a.query - b.query);
  const header = inOrder.map(({ model, query }) => `${model}_${quantity}_${letter(query)}`);
  const rows = Array.from({ length: steps + 1 }, (_, step) => {
    const cells = inOrder.map(({ at }) => (Number.isNaN(at(step)) ? '' : String(at(step))));
    return [step, ...cells].join();
  });
  return [['step', ...header].join(), ...rows, ''].join('\n');
}
