import type { ModelName } from '#shared/setup';
import type { Moment } from '../view-model';
import { distancesOf, type Span } from './distances';
import { MODELS } from './look';
import { Outline } from './outline';

/** What the plot shows against the step. */
export type Quantity = 'energy' | 'slope' | 'distance';

/** One query's values in one model; NaN where not known. */
export interface Series {
  readonly model: ModelName;
  readonly query: number;
  readonly at: (step: number) => number;
  /** What is known of them within a span, in columns of so many steps. */
  readonly outline: (span: Span, perColumn: number) => Outline;
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
  const knownOf = (model: ModelName) =>
    quantity === 'distance' ? distancesOf(prepared, recording).read(model) : recording.reached(model);
  // DrDAM first: the dashes of MrDAM stay visible where both agree
  const tables = [...MODELS]
    .reverse()
    .filter((model) => models.includes(model))
    .map((model) => ({ model, table: values(model), known: knownOf(model) }));
  return [...queries, query].flatMap((i) =>
    tables.map(({ model, table, known }) => {
      const at = (step: number) => table[step * numQueries + i] ?? NaN;
      const outline = (span: Span, perColumn: number) => {
        const one = outlineOf(table, i, recording.rewrites, span[0], perColumn);
        one.read(at, Math.min(span[1], known), known);
        return one;
      };
      return { model, query: i, at, outline };
    }),
  );
}

interface Kept {
  readonly outline: Outline;
  readonly first: number;
  readonly rewrites: number;
}

/** The outline that was drawn last of each query in a table of values. */
const outlines = new WeakMap<Float32Array, Map<number, Kept>>();

function outlineOf(
  table: Float32Array,
  query: number,
  rewrites: number,
  first: number,
  perColumn: number,
): Outline {
  const ofTable = outlines.get(table) ?? new Map<number, Kept>();
  outlines.set(table, ofTable);
  const kept = ofTable.get(query);
  if (kept?.first === first && kept.rewrites === rewrites && kept.outline.perColumn === perColumn)
    return kept.outline;
  const outline = new Outline(first, perColumn);
  ofTable.set(query, { outline, first, rewrites });
  return outline;
}

/** How far above where it began a quantity is shown: a query that diverged must not flatten the others. */
const MOST_RISE: Readonly<Record<Quantity, number>> = { energy: 1.15, slope: 10, distance: 2 };

/** The values that the axis spans; without a logarithm, 0 among them. `starts`: where the series begin. */
export function valueRange(
  drawn: readonly (readonly number[])[],
  starts: readonly number[],
  quantity: Quantity,
  isLog: boolean,
): [number, number] {
  let [low, high] = isLog ? [Infinity, 0] : [0, -Infinity];
  const start = Math.max(...starts.filter(Number.isFinite));
  const most = isLog || start <= 0 ? Infinity : MOST_RISE[quantity] * start;
  for (const values of drawn) {
    for (const value of values) {
      if (value > most || (isLog && value <= 0)) continue;
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
