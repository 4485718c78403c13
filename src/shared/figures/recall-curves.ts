import type { Row } from '../experiments';
import { formatCount } from '../units';
import { rangeOf } from './axis';
import type { Panel } from './panel';
import type { PanelGrid } from './panel-grid';
import { distinctNumbers, numberIn, numbersIn, rowsWhere, sortRows } from './row-columns';
import { betaColors } from './svg-drawing';

/** The parameters that curves differ in, by their names in the rows: their column and symbol. */
const PARAMETERS: Record<string, { column: string; symbol: string }> = {
  beta: { column: 'beta', symbol: 'β' },
  features: { column: 'Y', symbol: 'Y' },
  memories: { column: 'K', symbol: 'K' },
};

const CORRUPTIONS: Record<string, string> = {
  occlude: 'Share occluded',
  noise: 'Noise σ, pixels 0 to 1',
  flip: 'Share flipped',
};

/** Returns the recall rate over the corruption: a panel for each model, a curve for each value. */
export function recallCurves(rows: readonly Row[]): Omit<PanelGrid, 'title' | 'caption'> {
  const { column, symbol } = parameterOf(rows);
  const colors = betaColors(distinctNumbers(rows, column));
  const x = {
    label: CORRUPTIONS[String(rows[0]?.corruption)] ?? 'Corruption',
    scale: 'linear',
    range: rangeOf(numbersIn(rows, 'level'), 'linear'),
  } as const;
  const panelOf = (model: string, title: string, label: string): Panel => ({
    title,
    x,
    y: { label, scale: 'linear', range: [-0.03, 1.03] },
    curves: [...colors].map(([value, color]) => {
      const here = sortRows(rowsWhere(rows, { model, [column]: value }), 'level');
      return {
        x: numbersIn(here, 'level'),
        y: numbersIn(here, 'recall_rate'),
        error: numbersIn(here, 'recall_rate_se'),
        color,
      };
    }),
  });
  return {
    legend: [...colors].map(([value, color]) => ({ label: `${symbol} ${formatCount(value)}`, color })),
    rows: [[panelOf('mrdam', 'MrDAM', 'Recall rate'), panelOf('drdam', 'DrDAM', '')]],
    panelSize: { width: 260, height: 180 },
  };
}

/** Returns the caption: what counts, what is fixed, and the parameters that all curves share. */
export function recallCaption(rows: readonly Row[]): string {
  const [first] = rows;
  if (!first) return '';
  const varied = parameterOf(rows);
  const shared = Object.values(PARAMETERS)
    .filter(({ column }) => column !== varied.column)
    .map(({ column, symbol }) => `${symbol} ${formatCount(numberIn(first, column))}`);
  const start =
    first.corruption === 'occlude'
      ? 'Kept pixels are fixed; missing ones start as the mean of the memories.'
      : 'No pixel is fixed, so that where β is below β* the memories merge, and queries leave even their own memory.';
  const same = varied.column === 'Y' ? ' MrDAM has no Y: its curves are one.' : '';
  return `Share of the queries that end at the memory they were made from, at ${shared.join(', ')}. ${start}${same} Each seed draws other pictures, corruptions and features. Bars: standard error over ${String(numberIn(first, 'seeds'))} seeds.`;
}

function parameterOf(rows: readonly Row[]): { column: string; symbol: string } {
  return PARAMETERS[String(rows[0]?.curves)] ?? { column: 'beta', symbol: 'β' };
}
