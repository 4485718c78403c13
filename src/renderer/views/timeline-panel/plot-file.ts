import type { Theme } from '../../theme/theme';
import type { Box } from '../canvas-context';
import type { Moment } from '../../domain/run/moment';
import { csvBlob, pngBlob, svgBlob } from '../figure-export';
import { curveMarks } from './curves';
import { marksToSvg, paintMarks } from './marks';
import type { PlotView } from './plot';
import { plotCsv } from './tables';

export type PlotFormat = 'svg' | 'png' | 'csv';

/** A file of the plot, one of all numbers, or the clipboard. */
export type SaveFormat = PlotFormat | 'all' | 'copy';

const PNG_SCALE = 2;

/** Exports the plot at its size on the screen; a PNG has twice as many pixels each way. */
export async function plotFile(
  format: PlotFormat,
  box: Box,
  moment: Moment,
  view: PlotView,
  theme: Theme,
): Promise<Blob> {
  if (format === 'csv') return csvBlob(plotCsv(view.quantity, moment));
  const marks = curveMarks(box, moment, view, theme);
  if (format === 'svg') return svgBlob(marksToSvg(marks, box, theme.panel));
  return pngBlob(box, PNG_SCALE, (context) => {
    paintMarks(context, [{ kind: 'box', box, radius: 0, fill: theme.panel }, ...marks]);
  });
}
