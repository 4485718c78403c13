import type { Row } from '../experiments';
import { rangeOf } from './axis';
import { kindColor } from './ink';
import type { Panel } from './panel';
import { numbers, sortedBy, valuesOf, where } from './rows';
import type { Sheet } from './sheet';

const MAPS = { sincos: 'SinCos', cos: 'Cos', exp: 'Exp', expexp: 'ExpExp' };
const MEASURES = [
  { column: 'energy_mae', label: 'Energy error' },
  { column: 'gradient_mae', label: 'Gradient error' },
] as const;

/** Figure 6: errors of the feature maps, a row for each beta. */
export function figure6(rows: readonly Row[]): Omit<Sheet, 'title' | 'caption'> {
  const betas = valuesOf<number>(rows, 'beta');
  const places = valuesOf<string>(rows, 'queries');
  const maps = Object.entries(MAPS).map(([map, label], i) => ({ map, label, color: kindColor(i) }));
  const xRange = rangeOf(numbers(rows, 'Y'), 'log');
  return {
    legend: maps.map(({ label, color }) => ({ label, color })),
    rowTitles: betas.map((beta) => `β ${String(beta)}`),
    rows: betas.map((beta, r) =>
      MEASURES.flatMap(({ column, label }) => {
        const range = rangeOf(numbers(rows, column), 'log');
        return places.map((queries): Panel => ({
          title: `${label}, ${queries}`,
          x: { label: r === betas.length - 1 ? 'Random features Y' : '', scale: 'log', range: xRange },
          y: { label: '', scale: 'log', range },
          curves: maps.map(({ map, color }) => {
            const here = sortedBy(where(rows, { beta, queries, feature_map: map }), 'Y');
            return {
              x: numbers(here, 'Y'),
              y: numbers(here, column),
              error: numbers(here, `${column}_se`),
              color,
            };
          }),
        }));
      }),
    ),
  };
}
