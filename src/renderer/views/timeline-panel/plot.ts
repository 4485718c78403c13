import type { Theme } from '../../theme/theme';
import type { Moment } from '../../domain/run/moment';
import type { Span } from './distances';
import { lowestEnergy } from './min-energy';
import type { Box } from './plot-marks';
import { labelGutter, stepScale, valueScale, type StepScale, type ValueScale } from './plot-scale';
import type { Quantity } from './quantity';
import { seriesOf, type Series } from './series';
import { mostShown, valueRange } from './value-range';

export interface PlotView {
  readonly quantity: Quantity;
  readonly isLog: boolean;
  /** The steps shown. */
  readonly span: Span;
  /** How much is known of distances; the drawing is another when it grows. */
  readonly distancesRead?: number;
  /** In a film: curves end at the playhead, and nothing is written beside them. */
  readonly isFilm?: boolean;
}

const BARE_GUTTER = 16;

/** What a plot's marks are made of. */
export interface Plot {
  readonly box: Box;
  readonly moment: Moment;
  readonly view: PlotView;
  readonly theme: Theme;
  readonly series: readonly Series[];
  readonly steps: StepScale;
  readonly values: ValueScale;
  /** What a logarithm is above; 0 where it is of the value itself. */
  readonly offset: number;
  /** What curves are cut to. */
  readonly inside: Box;
  readonly ground: string;
}

export function plotOf(box: Box, moment: Moment, view: PlotView, theme: Theme): Plot {
  const { quantity, isLog, span } = view;
  const steps = stepScale(box, span, view.isFilm ? BARE_GUTTER : labelGutter(box.width));
  const series = seriesOf(quantity, moment);
  const valuesOf = (one: Series) => one.outline(span, stepsPerColumn(steps)).values;
  const isZoomed = span[0] > 0 || span[1] < (moment.recording?.shape.steps ?? 0);
  const lowest = isLog && quantity === 'energy' && moment.recording ? lowestEnergy(moment.recording) : 0;
  const offset = Number.isNaN(lowest) ? 0 : lowest;
  const drawn = series.map(valuesOf);
  const most = isLog || isZoomed ? Infinity : mostShown(quantity, series, valuesOf);
  const range = valueRange(drawn, { quantity, isLog, offset, isZoomed, most });
  const values = valueScale(box, range, isLog, offset);
  const inside: Box = {
    x: steps.left,
    y: values.top - 4,
    width: steps.right - steps.left,
    height: values.bottom - values.top + 6,
  };
  const ground = view.isFilm ? theme.stage : theme.panel;
  return { box, moment, view, theme, series, steps, values, offset, inside, ground };
}

/** Steps that share a column of pixels are drawn as its highest and lowest. */
export function stepsPerColumn({ left, right, span: [first, last] }: StepScale): number {
  return Math.max(1, Math.floor((2 * (last - first)) / (right - left)));
}
