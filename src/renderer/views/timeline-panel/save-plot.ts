import type { Theme } from '../../theme/theme';
import { letterOf } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import { toCsv } from './csv';
import { curveMarks } from './curves';
import type { Box } from './plot-marks';
import { paintMarks } from './paint-marks';
import type { PlotView } from './plot';
import { seriesOf } from './series';
import { marksToSvg } from './svg-marks';

export type PlotFormat = 'svg' | 'png' | 'csv';

const PNG_SCALE = 2;

/** The plot as a file, as large as it is on the screen. */
export async function plotFile(
  format: PlotFormat,
  box: Box,
  moment: Moment,
  view: PlotView,
  theme: Theme,
): Promise<Blob> {
  if (format === 'csv') {
    const table = toCsv(seriesOf(view.quantity, moment), view.quantity, moment, letterOf);
    return new Blob([table], { type: 'text/csv' });
  }
  const marks = curveMarks(box, moment, view, theme);
  if (format === 'svg') return new Blob([marksToSvg(marks, box, theme.panel)], { type: 'image/svg+xml' });
  const canvas = new OffscreenCanvas(box.width * PNG_SCALE, box.height * PNG_SCALE);
  const ctx = canvas.getContext('2d');
  if (ctx) {
    ctx.scale(PNG_SCALE, PNG_SCALE);
    paintMarks(ctx, [{ kind: 'box', box, radius: 0, fill: theme.panel }, ...marks]);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}
