import type { Row } from '../experiments';
import type { Axis } from './axis';
import { rangeOf } from './axis';
import { betaColors, DASH, PAPER } from './ink';
import type { Curve, Panel } from './panel';
import { number, numbers, sortedBy, valuesOf, where } from './rows';
import type { Sheet } from './sheet';

/** Figures 3 and 5: errors of energy and gradient, a row for each D, a column for each kind of query. */

interface Measure {
  readonly column: string;
  readonly predicted: string;
  readonly guess?: string;
  readonly label: string;
  /** The most that theory allows at the row's queries. */
  readonly bound: (row: Row) => number;
}

const ENERGY: Measure = {
  column: 'energy_mae',
  predicted: 'energy_mae_predicted',
  guess: 'energy_guess',
  label: 'Energy error',
  bound: (row) => number(row, 'energy_bound'),
};
const GRADIENT: Measure = {
  column: 'gradient_mae',
  predicted: 'gradient_mae_predicted',
  guess: 'gradient_guess',
  label: 'Gradient error',
  // the mean over coordinates of |difference| is at most its norm over sqrt(D)
  bound: (row) => number(row, 'gradient_l2_bound') / Math.sqrt(number(row, 'D')),
};
const GRADIENT_NORM: Measure = {
  column: 'gradient_l2',
  predicted: 'gradient_l2_predicted',
  label: 'Gradient error (norm)',
  bound: (row) => number(row, 'gradient_l2_bound'),
};

export function figure3(rows: readonly Row[]): Omit<Sheet, 'title' | 'caption'> {
  return errorSheet(rows, { column: 'Y', label: 'Random features Y' }, [ENERGY, GRADIENT]);
}

export function figure5(rows: readonly Row[]): Omit<Sheet, 'title' | 'caption'> {
  return errorSheet(rows, { column: 'K', label: 'Memories K' }, [ENERGY, GRADIENT_NORM]);
}

function errorSheet(
  rows: readonly Row[],
  along: { column: string; label: string },
  measures: readonly Measure[],
): Omit<Sheet, 'title' | 'caption'> {
  const dims = valuesOf<number>(rows, 'D');
  const betas = valuesOf<number>(rows, 'beta');
  const colors = betaColors(betas);
  const kinds = valuesOf<string>(rows, 'queries');
  const xRange = rangeOf(numbers(rows, along.column), 'log');
  const panelOf = (dim: number, measure: Measure, queries: string, isLast: boolean): Panel => {
    const here = where(rows, { D: dim, queries });
    const guess = measure.guess === undefined ? NaN : Math.max(...numbers(here, measure.guess));
    const range = rangeOf(
      [
        ...numbers(rows, measure.column),
        ...(measure.guess === undefined ? [] : numbers(rows, measure.guess)),
      ],
      'log',
    );
    return {
      title: `${measure.label}, ${queries}`,
      x: { label: isLast ? along.label : '', scale: 'log', range: xRange },
      y: { label: '', scale: 'log', range } satisfies Axis,
      levels: guess > 0 ? [{ y: guess, color: PAPER.guess, dash: DASH.guess }] : [],
      curves: betas.flatMap((beta) =>
        curvesOf(
          sortedBy(where(here, { beta }), along.column),
          along.column,
          measure,
          colors.get(beta) ?? '',
        ),
      ),
    };
  };
  return {
    legend: [
      ...[...colors].map(([beta, color]) => ({ label: `β ${String(beta)}`, color })),
      { label: 'random guess', color: PAPER.guess, dash: DASH.guess, mark: 'line' },
      {
        label: 'predicted by the noise laws (where SNR is 3 or more)',
        color: PAPER.soft,
        dash: DASH.law,
        mark: 'line',
      },
      {
        label: "the theorem's bound, in the colour of its β",
        color: PAPER.soft,
        dash: DASH.bound,
        mark: 'line',
      },
    ],
    rowTitles: dims.map((dim) => `D ${String(dim)}`),
    rows: dims.map((dim, r) =>
      measures.flatMap((measure) =>
        kinds.map((queries) => panelOf(dim, measure, queries, r === dims.length - 1)),
      ),
    ),
  };
}

function curvesOf(rows: readonly Row[], along: string, measure: Measure, color: string): Curve[] {
  const measured: Curve = {
    x: numbers(rows, along),
    y: numbers(rows, measure.column),
    error: rows.map((row) => (row[`${measure.column}_se`] as number | null | undefined) ?? null),
    color,
  };
  const clear = rows.filter((row) => number(row, 'snr') >= 3);
  const law: Curve = {
    x: numbers(clear, along),
    y: numbers(clear, measure.predicted),
    color: PAPER.soft,
    dash: DASH.law,
    mark: 'line',
  };
  const bounded = boundedOf(rows);
  const bound: Curve = {
    x: numbers(bounded, along),
    y: bounded.map(measure.bound),
    color,
    dash: DASH.bound,
    mark: 'line',
  };
  return [bound, measured, law];
}

/** The rows of which the theorem says anything. */
function boundedOf(rows: readonly Row[]): Row[] {
  return rows.filter((row) => number(row, 'gradient_l2_bound') > 0);
}

/** How far what is measured stays below what theory allows. */
export function boundSentence(rows: readonly Row[]): string {
  const ratios = boundedOf(rows).map((row) => number(row, 'gradient_l2_bound') / number(row, 'gradient_l2'));
  if (ratios.length === 0) return "The theorem's bound says nothing at these settings.";
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) =>
    Number(ratio.toPrecision(2)),
  );
  const betas = valuesOf<number>(boundedOf(rows), 'beta');
  return `The theorem's bound of the gradient is ${String(least)} to ${String(most)} times what is measured, at β ${betas.join(', ')}; elsewhere the kernel sum may err by all of itself, and there is none.`;
}
