import type { Theme } from '../../theme/theme';
import type { Box } from '../canvas-context';
import type { Moment } from '../../domain/run/moment';
import { curveMarks } from './curves';
import { marksToSvg, paintMarks } from './marks';
import type { PlotView } from './plot';
import { plotCsv } from './tables';

export type PlotFormat = 'svg' | 'png' | 'csv';

const PNG_SCALE = 2;

/** The plot as a file of the size that it has on the screen. A PNG has twice as many pixels. */
export async function plotFile(
  format: PlotFormat,
  box: Box,
  moment: Moment,
  view: PlotView,
  theme: Theme,
): Promise<Blob> {
  if (format === 'csv') return new Blob([plotCsv(view.quantity, moment)], { type: 'text/csv' });
  const marks = curveMarks(box, moment, view, theme);
  if (format === 'svg') return new Blob([marksToSvg(marks, box, theme.panel)], { type: 'image/svg+xml' });
  const canvas = new OffscreenCanvas(box.width * PNG_SCALE, box.height * PNG_SCALE);
  const context = canvas.getContext('2d');
  if (context) {
    context.scale(PNG_SCALE, PNG_SCALE);
    paintMarks(context, [{ kind: 'box', box, radius: 0, fill: theme.panel }, ...marks]);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}
