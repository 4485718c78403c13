import type { Row } from '../experiments';
import { FEATURE_MAP_TITLE } from '../run-facts';
import { rangeOf } from './axis';
import { kindColor } from './svg-drawing';
import type { Panel } from './panel';
import { numbersIn, sortRows, distinctNumbers, distinctTexts, rowsWhere } from './row-columns';
import type { PanelGrid } from './panel-grid';

const MEASURES = [
  { column: 'energy_mae', label: 'Energy error' },
  { column: 'gradient_mae', label: 'Gradient error' },
] as const;

/** Returns Figure 6: errors of the feature maps over Y, a row for each beta. */
export function figure6(rows: readonly Row[]): Omit<PanelGrid, 'title' | 'caption'> {
  const betas = distinctNumbers(rows, 'beta');
  const places = distinctTexts(rows, 'queries');
  const maps = Object.entries(FEATURE_MAP_TITLE).map(([map, label], i) => ({
    map,
    label,
    color: kindColor(i),
  }));
  const xRange = rangeOf(numbersIn(rows, 'Y'), 'log');
  return {
    legend: maps.map(({ label, color }) => ({ label, color })),
    rowTitles: betas.map((beta) => `β ${String(beta)}`),
    rows: betas.map((beta, r) =>
      MEASURES.flatMap(({ column, label }) => {
        const range = rangeOf(numbersIn(rows, column), 'log');
        return places.map((queries): Panel => ({
          title: `${label}, ${queries}`,
          x: { label: r === betas.length - 1 ? 'Random features Y' : '', scale: 'log', range: xRange },
          y: { label: '', scale: 'log', range },
          curves: maps.map(({ map, color }) => {
            const here = sortRows(rowsWhere(rows, { beta, queries, feature_map: map }), 'Y');
            return {
              x: numbersIn(here, 'Y'),
              y: numbersIn(here, column),
              error: numbersIn(here, `${column}_se`),
              color,
            };
          }),
        }));
      }),
    ),
  };
}
