import type { Row } from '../experiments';
import type { Axis } from './axis';
import { rangeOf } from './axis';
import { betaColors, FIGURE_DASHES, FIGURE_COLORS } from './svg-drawing';
import type { Curve, Panel } from './panel';
import { numberIn, numbersIn, sortRows, distinctNumbers, distinctTexts, rowsWhere } from './row-columns';
import type { PanelGrid } from './panel-grid';

/** An error that the figures show, by the columns of the rows that hold it. */
interface Measure {
  readonly column: string;
  /** The column of the predicted error. */
  readonly predicted: string;
  /** The column of the error of a random guess. */
  readonly guess?: string;
  readonly label: string;
  /** Returns the theorem's upper bound at the row's queries. */
  readonly bound: (row: Row) => number;
}

const ENERGY: Measure = {
  column: 'energy_mae',
  predicted: 'energy_mae_predicted',
  guess: 'energy_guess',
  label: 'Energy error',
  bound: (row) => numberIn(row, 'energy_bound'),
};
const GRADIENT: Measure = {
  column: 'gradient_mae',
  predicted: 'gradient_mae_predicted',
  guess: 'gradient_guess',
  label: 'Gradient error',
  // the mean over coordinates of |difference| is at most its norm over sqrt(D)
  bound: (row) => numberIn(row, 'gradient_l2_bound') / Math.sqrt(numberIn(row, 'D')),
};
const GRADIENT_NORM: Measure = {
  column: 'gradient_l2',
  predicted: 'gradient_l2_predicted',
  label: 'Gradient error (norm)',
  bound: (row) => numberIn(row, 'gradient_l2_bound'),
};

/**
 * Returns Figure 3: errors of energy and gradient over Y, a row for each D and a column for each kind of
 * query.
 */
export function figure3(rows: readonly Row[]): Omit<PanelGrid, 'title' | 'caption'> {
  return errorPanels(rows, { column: 'Y', label: 'Random features Y' }, [ENERGY, GRADIENT]);
}

/**
 * Returns Figure 5: errors of energy and gradient over K, a row for each D and a column for each kind of
 * query.
 */
export function figure5(rows: readonly Row[]): Omit<PanelGrid, 'title' | 'caption'> {
  return errorPanels(rows, { column: 'K', label: 'Memories K' }, [ENERGY, GRADIENT_NORM]);
}

function errorPanels(
  rows: readonly Row[],
  along: { column: string; label: string },
  measures: readonly Measure[],
): Omit<PanelGrid, 'title' | 'caption'> {
  const dims = distinctNumbers(rows, 'D');
  const betas = distinctNumbers(rows, 'beta');
  const colors = betaColors(betas);
  const kinds = distinctTexts(rows, 'queries');
  const xRange = rangeOf(numbersIn(rows, along.column), 'log');
  const panelOf = (dim: number, measure: Measure, queries: string, isLast: boolean): Panel => {
    const here = rowsWhere(rows, { D: dim, queries });
    const guess = measure.guess === undefined ? NaN : Math.max(...numbersIn(here, measure.guess));
    const range = rangeOf(
      [
        ...numbersIn(rows, measure.column),
        ...(measure.guess === undefined ? [] : numbersIn(rows, measure.guess)),
      ],
      'log',
    );
    return {
      title: `${measure.label}, ${queries}`,
      x: { label: isLast ? along.label : '', scale: 'log', range: xRange },
      y: { label: '', scale: 'log', range } satisfies Axis,
      levels:
        guess > 0 ? [{ y: guess, color: FIGURE_COLORS.randomGuess, dash: FIGURE_DASHES.randomGuess }] : [],
      curves: betas.flatMap((beta) =>
        curvesOf(
          sortRows(rowsWhere(here, { beta }), along.column),
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
      {
        label: 'random guess',
        color: FIGURE_COLORS.randomGuess,
        dash: FIGURE_DASHES.randomGuess,
        mark: 'line',
      },
      {
        label: 'predicted by the noise laws (where SNR is 3 or more)',
        color: FIGURE_COLORS.secondaryText,
        dash: FIGURE_DASHES.prediction,
        mark: 'line',
      },
      {
        label: "the theorem's bound, in the colour of its β",
        color: FIGURE_COLORS.secondaryText,
        dash: FIGURE_DASHES.bound,
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
    x: numbersIn(rows, along),
    y: numbersIn(rows, measure.column),
    error: rows.map((row) => finiteOrNull(numberIn(row, `${measure.column}_se`))),
    color,
  };
  const clear = rows.filter((row) => numberIn(row, 'snr') >= 3);
  const prediction: Curve = {
    x: numbersIn(clear, along),
    y: numbersIn(clear, measure.predicted),
    color: FIGURE_COLORS.secondaryText,
    dash: FIGURE_DASHES.prediction,
    mark: 'line',
  };
  const bounded = boundedOf(rows);
  const bound: Curve = {
    x: numbersIn(bounded, along),
    y: bounded.map(measure.bound),
    color,
    dash: FIGURE_DASHES.bound,
    mark: 'line',
  };
  return [bound, measured, prediction];
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Returns the rows for which the theorem gives a bound. */
function boundedOf(rows: readonly Row[]): Row[] {
  return rows.filter((row) => numberIn(row, 'gradient_l2_bound') > 0);
}

/** Returns a sentence on how far the measured gradient error stays below the theorem's bound. */
export function boundSentence(rows: readonly Row[]): string {
  const ratios = boundedOf(rows).map(
    (row) => numberIn(row, 'gradient_l2_bound') / numberIn(row, 'gradient_l2'),
  );
  if (ratios.length === 0) return "The theorem's bound says nothing at these settings.";
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) =>
    Number(ratio.toPrecision(2)),
  );
  const betas = distinctNumbers(boundedOf(rows), 'beta');
  return `The theorem's bound of the gradient is ${String(least)} to ${String(most)} times what is measured, at β ${betas.join(', ')}; elsewhere the error of the kernel sum may be as large as the sum, and there is no bound.`;
}
