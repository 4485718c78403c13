import type { Moment } from '../../domain/run/moment';
import type { RunDescription } from '../../domain/run/run-description';
import { readLightTheme } from '../../theme/theme';
import { csvBlob, pngOfSvg, svgBlob } from '../figure-export';
import { figureRenderer } from '../figure-renderer';
import type { PlotView } from './plot';
import { plotFigure } from './plot-figure';
import { plotCsv } from './tables';

export type PlotFormat = 'svg' | 'png' | 'csv';

/** A file of the plot, a contact sheet, all numbers, or the clipboard. */
export type SaveFormat = PlotFormat | `sheet-${'svg' | 'png'}` | 'all' | 'copy';

/** A PNG has so many pixels for each px of the figure: about 290 to the inch. */
const PNG_SCALE = 3;

/** Exports the plot as a figure on white, or as a table. */
export async function plotFile(
  format: PlotFormat,
  moment: Moment,
  view: PlotView,
  run: RunDescription,
): Promise<Blob> {
  if (format === 'csv') return csvBlob(plotCsv(view.quantity, moment, run.facts));
  const style = { backend: await figureRenderer(), theme: readLightTheme() };
  if (format === 'svg') return svgBlob(plotFigure(moment, view, run, style));
  return pngOfSvg(plotFigure(moment, view, run, { ...style, scale: PNG_SCALE }));
}
