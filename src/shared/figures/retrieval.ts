import type { Row } from '../experiments';
import { rangeOf } from './axis';
import { betaColors, DASH, PAPER } from './ink';
import type { Panel } from './panel';
import { numbers, sortedBy, valuesOf, where } from './rows';
import type { Sheet } from './sheet';

/** Half of the bits differ between ends that have nothing to do with each other. */
const UNRELATED = 0.5;

/** MrDAM ends at the centroid, where more than this share of coordinates lies at the threshold of the bits. */
const MERGED = 0.5;

/** Figure 4A: how far the ends of both models are apart, a row for each D, a column for each kind of query. */
export function figure4a(rows: readonly Row[]): Omit<Sheet, 'title' | 'caption'> {
  const dims = valuesOf<number>(rows, 'D');
  const colors = betaColors(valuesOf<number>(rows, 'beta'));
  const kinds = valuesOf<string>(rows, 'queries');
  const xRange = rangeOf(numbers(rows, 'Y'), 'log');
  const panelOf = (dim: number, queries: string, isLast: boolean): Panel => ({
    title: queries,
    x: { label: isLast ? 'Random features Y' : '', scale: 'log', range: xRange },
    y: { label: 'Bits that differ', scale: 'linear', range: [-0.01, 0.55] },
    levels: [{ y: UNRELATED, color: PAPER.guess, dash: DASH.guess }],
    curves: [...colors].map(([beta, color]) => {
      const here = sortedBy(where(rows, { D: dim, queries, beta }), 'Y');
      const isMerged = numbers(here, 'at_threshold').some((share) => share > MERGED);
      return {
        x: numbers(here, 'Y'),
        y: numbers(here, 'hamming'),
        error: numbers(here, 'hamming_se'),
        color,
        ...(isMerged && { dash: DASH.merged }),
      };
    }),
  });
  return {
    legend: [
      ...[...colors].map(([beta, color]) => ({ label: `β ${String(beta)}`, color })),
      { label: 'MrDAM ends at the centroid', color: PAPER.soft, dash: DASH.merged, mark: 'line' },
      { label: 'nothing in common', color: PAPER.guess, dash: DASH.guess, mark: 'line' },
    ],
    rowTitles: dims.map((dim) => `D ${String(dim)}`),
    rows: dims.map((dim, r) => kinds.map((queries) => panelOf(dim, queries, r === dims.length - 1))),
    panelSize: { width: 200, height: 150 },
  };
}
