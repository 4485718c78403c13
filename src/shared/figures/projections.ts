import type { Row } from '../experiments';
import { rangeOf } from './axis';
import { kindColor } from './ink';
import type { Panel } from './panel';
import { number, numbers, sortedBy, valuesOf, where } from './rows';
import type { Sheet } from './sheet';

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
  const [beta = 0] = valuesOf<number>(rows, 'beta');
  return where(rows, { queries: 'near memories', beta });
}

/** Errors of projections over what they cost, a row for each D, near memories at the lowest beta. */
export function figureProjections(rows: readonly Row[]): Omit<Sheet, 'title' | 'caption'> {
  const shown = shownOf(rows);
  const dims = valuesOf<number>(shown, 'D');
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
    const here = where(shown, { D: dim });
    return {
      title: measure.label,
      x: {
        label: isLast ? cost.label : '',
        scale: 'log',
        range: rangeOf(numbers(shown, cost.column), 'log'),
      },
      y: { label: '', scale: 'log', range: rangeOf(numbers(here, measure.column), 'log') },
      curves: kinds.map(({ projection, color }) => {
        const points = sortedBy(where(here, { projection }), 'Y');
        return {
          x: numbers(points, cost.column),
          y: numbers(points, measure.column),
          error: numbers(points, `${measure.column}_ci`),
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
  const shown = where(shownOf(rows), { projection: 'structured' });
  const sentences = valuesOf<number>(shown, 'D').flatMap((dim) => {
    const parts = COSTS.flatMap(({ equal }) => {
      const column = `gradient_ratio_equal_${equal}`;
      // of the largest Y that there is something to compare with
      const row = sortedBy(where(shown, { D: dim }), 'Y').findLast((one) => number(one, column) > 0);
      if (!row) return [];
      const [ratio, low, high] = [column, `${column}_low`, `${column}_high`].map((name) =>
        number(row, name).toPrecision(2),
      );
      return `${String(ratio)} (${String(low)} to ${String(high)}) at equal ${equal}`;
    });
    return parts.length > 0 ? `D ${String(dim)}: ${parts.join(', ')}.` : [];
  });
  return `Gradient error of structured over Gaussian rows, with 95 % intervals. ${sentences.join(' ')}`;
}
