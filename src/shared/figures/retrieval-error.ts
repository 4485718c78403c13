import type { Row } from '../experiments';
import { rangeOf } from './axis';
import { betaColors, FIGURE_DASHES, FIGURE_COLORS } from './svg-drawing';
import type { Panel } from './panel';
import { numbersIn, sortRows, distinctNumbers, distinctTexts, rowsWhere } from './row-columns';
import type { PanelGrid } from './panel-grid';

/** The fraction of bits that differ between two unrelated last states. */
const UNRELATED = 0.5;

/**
 * MrDAM counts as ending at the centroid where more than this fraction of coordinates lies at the threshold
 * of the bits.
 */
const MERGED = 0.5;

/**
 * Returns Figure 4A: differing bits of the two models' last states, a row for each D and a column for each
 * kind of query.
 */
export function figure4a(rows: readonly Row[]): Omit<PanelGrid, 'title' | 'caption'> {
  const dims = distinctNumbers(rows, 'D');
  const colors = betaColors(distinctNumbers(rows, 'beta'));
  const kinds = distinctTexts(rows, 'queries');
  const xRange = rangeOf(numbersIn(rows, 'Y'), 'log');
  const panelOf = (dim: number, queries: string, isLast: boolean): Panel => ({
    title: queries,
    x: { label: isLast ? 'Random features Y' : '', scale: 'log', range: xRange },
    y: { label: 'Bits that differ', scale: 'linear', range: [-0.01, 0.55] },
    levels: [{ y: UNRELATED, color: FIGURE_COLORS.randomGuess, dash: FIGURE_DASHES.randomGuess }],
    curves: [...colors].map(([beta, color]) => {
      const here = sortRows(rowsWhere(rows, { D: dim, queries, beta }), 'Y');
      const isMerged = numbersIn(here, 'at_threshold').some((share) => share > MERGED);
      return {
        x: numbersIn(here, 'Y'),
        y: numbersIn(here, 'hamming'),
        error: numbersIn(here, 'hamming_se'),
        color,
        ...(isMerged && { dash: FIGURE_DASHES.merged }),
      };
    }),
  });
  return {
    legend: [
      ...[...colors].map(([beta, color]) => ({ label: `β ${String(beta)}`, color })),
      {
        label: 'MrDAM ends at the centroid',
        color: FIGURE_COLORS.secondaryText,
        dash: FIGURE_DASHES.merged,
        mark: 'line',
      },
      {
        label: 'nothing in common',
        color: FIGURE_COLORS.randomGuess,
        dash: FIGURE_DASHES.randomGuess,
        mark: 'line',
      },
    ],
    rowTitles: dims.map((dim) => `D ${String(dim)}`),
    rows: dims.map((dim, r) => kinds.map((queries) => panelOf(dim, queries, r === dims.length - 1))),
    panelSize: { width: 200, height: 150 },
  };
}
