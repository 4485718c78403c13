import type { Row } from '../experiments';
import { rangeOf } from './axis';
import { kindColor } from './svg-drawing';
import type { Panel } from './panel';
import { numberIn, numbersIn, sortRows, distinctValues, rowsWhere } from './row-columns';
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

/** The rows that are drawn; the table has all. */
function shownOf(rows: readonly Row[]): Row[] {
  const [beta = 0] = distinctValues<number>(rows, 'beta');
  return rowsWhere(rows, { queries: 'near memories', beta });
}

/** Errors of projections over what they cost, a row for each D, near memories at the lowest beta. */
export function figureProjections(rows: readonly Row[]): Omit<PanelGrid, 'title' | 'caption'> {
  const shown = shownOf(rows);
  const dims = distinctValues<number>(shown, 'D');
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

/** For each D how large the structured projection's gradient error is beside the Gaussian one, all else equal. */
export function ratioSentences(rows: readonly Row[]): string {
  const shown = rowsWhere(shownOf(rows), { projection: 'structured' });
  const sentences = distinctValues<number>(shown, 'D').flatMap((dim) => {
    const parts = COSTS.flatMap(({ equal }) => {
      const column = `gradient_ratio_equal_${equal}`;
      // of the largest Y that there is something to compare with
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
