import type { Theme } from '../../theme/theme';
import type { Box } from '../canvas-context';
import type { Moment } from '../../domain/run/moment';
import type { StepRange } from './distances';
import { labelGutter, stepScale, valueScale, type StepScale, type ValueScale } from './plot-scale';
import type { Quantity } from './quantity';
import { seriesOf, type Series } from './series';
import { displayLimit, minEnergyOf, valueRange } from './value-range';

export interface PlotView {
  readonly quantity: Quantity;
  readonly isLog: boolean;
  /** The steps shown. */
  readonly range: StepRange;
  /** The number of the last reading of distances. The plot is drawn anew when it changes. */
  readonly lastReading?: number;
  /**
   * What the plot is drawn for; the window if left out. In a film, curves end at the playhead and have no labels. A
   * figure stands on its own, and has titles instead of the names of the axes.
   */
  readonly medium?: 'film' | 'figure';
}

const FILM_GUTTER = 16;
/** In a figure, the names of models stand beside values of any length. */
const FIGURE_GUTTER = 176;

/** What the marks of a plot are made from. */
export interface Plot {
  readonly box: Box;
  readonly moment: Moment;
  readonly view: PlotView;
  readonly theme: Theme;
  readonly series: readonly Series[];
  readonly steps: StepScale;
  readonly values: ValueScale;
  /** Subtracted before the logarithm is taken; otherwise 0. */
  readonly offset: number;
  /** The box to which curves are clipped. */
  readonly inside: Box;
  readonly background: string;
}

export function plotOf(box: Box, moment: Moment, view: PlotView, theme: Theme): Plot {
  const { quantity, isLog, range } = view;
  const { recording } = moment;
  const steps = stepScale(box, range, gutterOf(view, box));
  const series = seriesOf(quantity, moment);
  const valuesOf = (one: Series) => one.decimated(range, stepsPerColumn(steps)).values;
  const isZoomed = range[0] > 0 || range[1] < (recording?.shape.steps ?? 0);
  const minEnergy = isLog && quantity === 'energy' && recording ? minEnergyOf(recording) : 0;
  const offset = Number.isNaN(minEnergy) ? 0 : minEnergy;
  const limit = isLog || isZoomed ? Infinity : displayLimit(quantity, series, valuesOf);
  const shown = valueRange(series.map(valuesOf), { quantity, isLog, offset, isZoomed, limit });
  const values = valueScale(box, shown, { isLog, offset });
  const inside: Box = {
    x: steps.left,
    y: values.top - 4,
    width: steps.right - steps.left,
    height: values.bottom - values.top + 6,
  };
  const background = view.medium === 'film' ? theme.stage : theme.panel;
  return { box, moment, view, theme, series, steps, values, offset, inside, background };
}

function gutterOf({ medium }: PlotView, { width }: Box): number {
  if (medium === 'film') return FILM_GUTTER;
  return medium === 'figure' ? FIGURE_GUTTER : labelGutter(width);
}

/** So many steps are decimated to their minimum and maximum: a column is half a pixel wide. */
export function stepsPerColumn({ left, right, range: [first, last] }: StepScale): number {
  return Math.max(1, Math.floor((2 * (last - first)) / (right - left)));
}
