import type { Theme } from '../../theme/theme';
import type { Moment } from '../../domain/run/moment';
import { seriesStroke } from './plot-style';
import { hairline, type Box, type Mark, type Point } from './plot-marks';
import { plotOf, stepsPerColumn, type Plot, type PlotView } from './plot';
import { axes, stepNumbers } from './plot-axes';
import { hoverMarks, type Hover } from './plot-hover';
import { dots, labels } from './plot-labels';
import { bracket, curveNames, threshold } from './plot-notes';
import type { Series } from './series';

/** A quantity against the step for all queries; the selected query is drawn in full. */
export function curveMarks(box: Box, moment: Moment, view: PlotView, theme: Theme): Mark[] {
  const plot = plotOf(box, moment, view, theme);
  return [...groundMarks(plot), ...playheadMarks(plot, moment.step)];
}

/** All that stays where it is while the playhead moves; in a film, curves end at the playhead. */
export function groundMarks(plot: Plot): Mark[] {
  const { moment, view, series, inside } = plot;
  const until = view.isFilm ? moment.step : view.span[1];
  return [
    ...axes(plot),
    {
      kind: 'clip',
      box: inside,
      marks: [...threshold(plot), ...series.flatMap((one) => curve(plot, one, until))],
    },
    ...(view.isFilm ? [] : [...curveNames(plot), ...bracket(plot)]),
  ];
}

/** The playhead at a step, and what is said there, or where the pointer is. */
export function playheadMarks(plot: Plot, step: number, hover: Hover | null = null): Mark[] {
  const { box, view, theme, steps } = plot;
  const isShown = step >= view.span[0] && step <= view.span[1];
  return [
    ...stepNumbers(plot, isShown ? step : null),
    ...(isShown ? [hairline([steps.x(step), box.y], [steps.x(step), box.y + box.height], theme.ink1)] : []),
    ...(isShown ? dots(plot, step) : []),
    ...(hover ? hoverMarks(plot, hover) : []),
    ...(view.isFilm ? [] : labels(plot, hover?.step ?? step, hover !== null)),
  ];
}

function curve(plot: Plot, one: Series, until: number): Mark[] {
  const lines = [polyline(plot, one, until)];
  const stroke = seriesStroke(one.model, plot.theme, one.isMain);
  const mark: Mark = { kind: 'lines', lines, stroke };
  return one.isMain ? [{ kind: 'lines', lines, stroke: { color: plot.ground, width: 4.5 } }, mark] : [mark];
}

/** Far outside the plot, where a line that leaves it may go on. */
const OUTSIDE_PX = 4000;

function polyline({ steps, values }: Plot, { at, outline }: Series, until: number): Point[] {
  const drawn = outline(steps.span, stepsPerColumn(steps));
  const points: Point[] = [];
  const add = (step: number, value: number) => {
    const y = values.y(value);
    // what has no logarithm is left out
    if (Number.isFinite(y)) points.push([steps.x(step), Math.min(OUTSIDE_PX, Math.max(-OUTSIDE_PX, y))]);
  };
  let last = -1;
  drawn.steps.forEach((step, i) => {
    if (step > until) return;
    last = step;
    add(step, drawn.values[i] ?? NaN);
  });
  if (until < steps.span[1] && last < until) add(until, at(until));
  return points;
}
