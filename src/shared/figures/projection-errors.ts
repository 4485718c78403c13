import type { Row } from '../experiments';
import { rangeOf } from './axis';
import { kindColor } from './svg-drawing';
import type { Panel } from './panel';
import { numberIn, numbersIn, sortRows, distinctNumbers, rowsWhere } from './row-columns';
import type { PanelGrid } from './panel-grid';

const PROJECTIONS = { gaussian: 'Gaussian', orthogonal: 'Orthogonal', structured: 'Structured' };
const MEASURES = [
  { column: 'energy_rms', label: 'Energy error' },
  { column: 'gradient_rms', label: 'Gradient error' },
] as const;
const COSTS = [
  { column: 'Y', label: 'Random features Y', equal: 'features' },
  { column: 'ms', label: 'Milliseconds a step', equal: 'time' },
  { column: 'bytes', label: 'Bytes of S', equal: 'memory' },
] as const;

/** Returns the rows that are drawn: near memories at the lowest beta. The table holds all rows. */
function shownOf(rows: readonly Row[]): Row[] {
  const [beta = 0] = distinctNumbers(rows, 'beta');
  return rowsWhere(rows, { queries: 'near memories', beta });
}

/** Returns the figure of the projections' errors over their cost, a row for each D. */
export function figureProjections(rows: readonly Row[]): Omit<PanelGrid, 'title' | 'caption'> {
  const shown = shownOf(rows);
  const dims = distinctNumbers(shown, 'D');
  const kinds = Object.entries(PROJECTIONS).map(([projection, label], i) => ({
    projection,
    label,
    color: kindColor(i),
  }));
  const panelOf = (
    dim: number,
    measure: (typeof MEASURES)[number],
    cost: (typeof COSTS)[number],
    isLast: boolean,
  ): Panel => {
    const here = rowsWhere(shown, { D: dim });
    return {
      title: measure.label,
      x: {
        label: isLast ? cost.label : '',
        scale: 'log',
        range: rangeOf(numbersIn(shown, cost.column), 'log'),
      },
      y: { label: '', scale: 'log', range: rangeOf(numbersIn(here, measure.column), 'log') },
      curves: kinds.map(({ projection, color }) => {
        const points = sortRows(rowsWhere(here, { projection }), 'Y');
        return {
          x: numbersIn(points, cost.column),
          y: numbersIn(points, measure.column),
          error: numbersIn(points, `${measure.column}_ci`),
          color,
        };
      }),
    };
  };
  return {
    legend: kinds.map(({ label, color }) => ({ label, color })),
    rowTitles: dims.map((dim) => `D ${String(dim)}`),
    rows: dims.map((dim, r) =>
      MEASURES.flatMap((measure) => COSTS.map((cost) => panelOf(dim, measure, cost, r === dims.length - 1))),
    ),
  };
}

/**
 * Returns sentences that compare the structured projection's gradient error with the Gaussian one's, for each
 * D.
 */
export function ratioSentences(rows: readonly Row[]): string {
  const shown = rowsWhere(shownOf(rows), { projection: 'structured' });
  const sentences = distinctNumbers(shown, 'D').flatMap((dim) => {
    const parts = COSTS.flatMap(({ equal }) => {
      const column = `gradient_ratio_equal_${equal}`;
      // the largest Y with a comparison
      const row = sortRows(rowsWhere(shown, { D: dim }), 'Y').findLast((one) => numberIn(one, column) > 0);
      if (!row) return [];
      const [ratio, low, high] = [column, `${column}_low`, `${column}_high`].map((name) =>
        numberIn(row, name).toPrecision(2),
      );
      return `${String(ratio)} (${String(low)} to ${String(high)}) at equal ${equal}`;
    });
    return parts.length > 0 ? `D ${String(dim)}: ${parts.join(', ')}.` : [];
  });
  return `Gradient error of structured over Gaussian rows, with 95 % intervals. ${sentences.join(' ')}`;
}
