import type { CellResult, ExperimentName } from '../experiments';
import { EXPERIMENT_TITLE } from '../experiments';
import { figure3, figure5 } from './errors';
import type { Ink } from './ink';
import { drawSheet } from './sheet';

/** What a figure says about itself besides its rows. */
export interface FigureContext {
  /** Which data was used, in words. */
  readonly data: string;
  readonly isQuick: boolean;
}

/** The figure of an experiment's finished cells, as SVG; `scale` enlarges it for pictures made of pixels. */
export function drawExperiment(
  name: ExperimentName,
  cells: readonly CellResult[],
  { data, isQuick }: FigureContext,
  ink: Ink,
  scale = 1,
): string {
  const rows = cells.flatMap((cell) => cell.rows);
  const about = `Data: ${data}.${isQuick ? ' Small settings (quick), not those of the paper.' : ''}`;
  const title = EXPERIMENT_TITLE[name];
  const sheet = (parts: ReturnType<typeof figure3>, caption: string) =>
    drawSheet({ title, caption: [caption, about], ...parts }, ink, scale);
  switch (name) {
    case 'fig3':
      return sheet(
        figure3(rows),
        'Mean absolute difference between DrDAM and MrDAM (float64), of the energy and of each coordinate of its gradient. It falls with the square root of Y, and grows with β and with the distance of the query. Bars: standard error over queries.',
      );
    case 'fig5':
      return sheet(
        figure5(rows),
        'Mean absolute difference of the energy, and mean Euclidean norm of the difference of the gradient, between DrDAM and MrDAM (float64) at one Y. Both grow with the square root of the effective number of memories. Bars: standard error over queries.',
      );
    default:
      return '';
  }
}
