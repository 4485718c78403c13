import type { Theme } from '../../theme/theme';
import type { Box } from '../canvas-context';
import type { Moment } from '../../domain/run/moment';
import { hairline, type Mark, type Point } from './marks';
import { plotOf, stepsPerColumn, type Plot, type PlotView } from './plot';
import { axes, stepNumbers } from './plot-axes';
import { hoverMarks, readoutDots, readouts, type Hover } from './plot-labels';
import { curveNames, differingBrackets, visibleDistanceLine } from './plot-notes';
import { seriesStroke } from './plot-style';
import type { Series } from './series';

/** The plot of a quantity against the step for all queries. The selected query's curves stand out. */
export function curveMarks(box: Box, moment: Moment, view: PlotView, theme: Theme): Mark[] {
  const plot = plotOf(box, moment, view, theme);
  return [...staticMarks(plot), ...playheadMarks(plot, moment.step)];
}

/** The marks that stay while the playhead moves. In a film, curves end at the playhead. */
export function staticMarks(plot: Plot): Mark[] {
  const { moment, view, series, inside } = plot;
  const until = view.medium === 'film' ? moment.step : view.range[1];
  return [
    ...axes(plot),
    {
      kind: 'clip',
      box: inside,
      marks: [...visibleDistanceLine(plot), ...series.flatMap((one) => curve(plot, one, until))],
    },
    ...(view.medium === 'film' ? [] : [...curveNames(plot), ...differingBrackets(plot)]),
  ];
}

/** The playhead at a step, and the values at that step or under the pointer. */
export function playheadMarks(plot: Plot, step: number, hover: Hover | null = null): Mark[] {
  const { box, view, theme, steps } = plot;
  const isShown = step >= view.range[0] && step <= view.range[1];
  return [
    ...stepNumbers(plot, isShown ? step : null),
    ...(isShown ? [hairline([steps.x(step), box.y], [steps.x(step), box.y + box.height], theme.ink1)] : []),
    ...(isShown ? readoutDots(plot, step) : []),
    ...(hover ? hoverMarks(plot, hover) : []),
    ...(view.medium === 'film' ? [] : readouts(plot, hover?.step ?? step, hover !== null)),
  ];
}

function curve(plot: Plot, one: Series, until: number): Mark[] {
  const lines = [polyline(plot, one, until)];
  const stroke = seriesStroke(one.model, plot.theme, one.isMain);
  const mark: Mark = { kind: 'lines', lines, stroke };
  return one.isMain
    ? [{ kind: 'lines', lines, stroke: { color: plot.background, width: 4.5 } }, mark]
    : [mark];
}

/** Points further outside the plot than this are moved to this distance. */
const OUTSIDE_PX = 4000;

function polyline({ steps, values }: Plot, { at, decimated }: Series, until: number): Point[] {
  const decimation = decimated(steps.range, stepsPerColumn(steps));
  const points: Point[] = [];
  const add = (step: number, value: number) => {
    const y = values.y(value);
    // values without a logarithm are omitted
    if (Number.isFinite(y)) points.push([steps.x(step), Math.min(OUTSIDE_PX, Math.max(-OUTSIDE_PX, y))]);
  };
  let last = -1;
  decimation.steps.forEach((step, i) => {
    if (step > until) return;
    last = step;
    add(step, decimation.values[i] ?? NaN);
  });
  if (until < steps.range[1] && last < until) add(until, at(until));
  return points;
}
