import type { Theme } from '../../theme/theme';
import type { Moment } from '../view-model';
import { distancesOf, type Span } from './distances';
import { MODEL_TITLE } from '#shared/setup';
import { letterOf } from '../names';
import { fonts, MODELS, modelStroke } from './look';
import { hairline, type Box, type Mark, type Point } from './marks';
import { labelGutter, stepScale, stepTicks, valueScale, type StepScale, type ValueScale } from './plot-scale';
import { seriesOf, valueRange, type Quantity, type Series } from './quantity';

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

/** A quantity against the step for both models and all queries; the selected query is drawn in full. */
export function curveMarks(box: Box, moment: Moment, view: PlotView, theme: Theme): Mark[] {
  const plot = plotOf(box, moment, view, theme);
  return [...groundMarks(plot), ...playheadMarks(plot, moment.step)];
}

/** What a plot's marks are made of. */
export interface Plot {
  readonly box: Box;
  readonly moment: Moment;
  readonly view: PlotView;
  readonly theme: Theme;
  readonly series: readonly Series[];
  readonly steps: StepScale;
  readonly values: ValueScale;
  /** What curves are cut to. */
  readonly inside: Box;
  readonly ground: string;
}

export function plotOf(box: Box, moment: Moment, view: PlotView, theme: Theme): Plot {
  const steps = stepScale(box, view.span, view.isFilm ? BARE_GUTTER : labelGutter(box.width));
  const series = seriesOf(view.quantity, moment);
  const drawn = series.map((one) => one.outline(view.span, stepsPerColumn(steps)).values);
  const starts = series.map(({ at }) => at(0));
  const values = valueScale(box, valueRange(drawn, starts, view.quantity, view.isLog), view.isLog);
  const inside: Box = {
    x: steps.left,
    y: values.top - 4,
    width: steps.right - steps.left,
    height: values.bottom - values.top + 6,
  };
  const ground = view.isFilm ? theme.stage : theme.panel;
  return { box, moment, view, theme, series, steps, values, inside, ground };
}

/** All that stays where it is while the playhead moves; in a film, curves end at the playhead. */
export function groundMarks(plot: Plot): Mark[] {
  const { box, moment, view, theme, series, steps, values, inside, ground } = plot;
  const { step, query } = moment;
  const until = view.isFilm ? step : view.span[1];
  return [
    ...axes(box, steps, values, view.quantity, theme),
    {
      kind: 'clip',
      box: inside,
      marks: series.flatMap((one) => curve(one, steps, values, until, one.query === query, ground, theme)),
    },
    ...(view.isFilm ? [] : letters(series, query, steps, values, theme)),
    ...(view.isFilm ? [] : bracket(box, moment, steps, theme)),
  ];
}

/** The playhead at a step, and what is said there. */
export function playheadMarks(
  { box, moment, view, theme, series, steps, values, inside, ground }: Plot,
  step: number,
): Mark[] {
  const selected = series.filter((one) => one.query === moment.query);
  const isShown = step >= view.span[0] && step <= view.span[1];
  return [
    ...stepNumbers(steps, values, isShown ? step : null, theme),
    ...(isShown ? [hairline([steps.x(step), box.y], [steps.x(step), box.y + box.height], theme.ink1)] : []),
    ...(isShown ? dots(selected, step, steps, values, inside, ground, theme) : []),
    ...(view.isFilm ? [] : labels(box, selected, step, moment.query, steps, values, theme)),
  ];
}

const AXIS_NAME: Readonly<Record<Quantity, string>> = { energy: 'E', slope: 'slope', distance: 'RMS pixel' };

function axes(box: Box, steps: StepScale, values: ValueScale, quantity: Quantity, theme: Theme): Mark[] {
  const { small, symbol } = fonts(theme);
  const { left, right } = steps;
  const { bottom } = values;
  const tick = (text: string, at: Point): Mark => ({ kind: 'text', text, at, align: 'right', font: small, fill: theme.ink3 }); // prettier-ignore
  const name: Mark =
    quantity === 'energy'
      ? {
          kind: 'text',
          text: 'E',
          at: [left - 8, box.y + 15],
          align: 'right',
          font: symbol,
          fill: theme.ink1,
        }
      : {
          kind: 'text',
          text: AXIS_NAME[quantity],
          at: [box.x + 4, box.y + 14],
          align: 'left',
          font: small,
          fill: theme.ink2,
        };
  return [
    name,
    ...values.ticks.flatMap(({ value, text }) => [
      hairline(
        [left, values.y(value)],
        [right, values.y(value)],
        value === 0 ? theme.lineStrong : theme.line,
      ),
      tick(text, [left - 8, values.y(value) + 4]),
    ]),
    hairline([left, bottom], [right, bottom], theme.lineStrong),
    tick('step', [left - 8, bottom + 18]),
    ...stepTicks(steps).map(({ value }) =>
      hairline([steps.x(value), bottom], [steps.x(value), bottom + 4], theme.lineStrong),
    ),
  ];
}

/** They give way to the playhead. */
function stepNumbers(
  steps: StepScale,
  { bottom }: ValueScale,
  playhead: number | null,
  theme: Theme,
): Mark[] {
  const { small } = fonts(theme);
  const isFree = (x: number) => playhead === null || Math.abs(x - steps.x(playhead)) >= 16;
  return stepTicks(steps)
    .filter(({ value }) => isFree(steps.x(value)) || value === 0)
    .map(({ value, text }) => ({
      kind: 'text',
      text,
      at: [steps.x(value), bottom + 18],
      align: 'center',
      font: small,
      fill: theme.ink3,
    }));
}

function curve(
  one: Series,
  steps: StepScale,
  values: ValueScale,
  until: number,
  isSelected: boolean,
  ground: string,
  theme: Theme,
): Mark[] {
  const lines = [polyline(one, steps, values, until)];
  const stroke = modelStroke(one.model, theme, isSelected);
  const mark: Mark = { kind: 'lines', lines, stroke };
  return isSelected ? [{ kind: 'lines', lines, stroke: { color: ground, width: 4.5 } }, mark] : [mark];
}

/** Far outside the plot, where a line that leaves it may go on. */
const OUTSIDE_PX = 4000;

/** Steps that share a column of pixels are drawn as its highest and lowest. */
function stepsPerColumn({ left, right, span: [first, last] }: StepScale): number {
  return Math.max(1, Math.floor((2 * (last - first)) / (right - left)));
}

function polyline({ at, outline }: Series, steps: StepScale, values: ValueScale, until: number): Point[] {
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

const LETTER_ROOM_PX = 12;

/** The letters of the other queries, each where its DrDAM curve runs furthest from all others, if anywhere. */
function letters(
  series: readonly Series[],
  query: number,
  steps: StepScale,
  values: ValueScale,
  theme: Theme,
): Mark[] {
  const [first, last] = steps.span;
  const samples = Array.from({ length: 23 }, (_, i) => Math.round(first + ((i + 1) * (last - first)) / 24));
  return series
    .filter((one) => one.query !== query && one.model === 'drdam')
    .flatMap((one): Mark[] => {
      const others = series.filter(({ query: other }) => other !== one.query);
      const room = (step: number) =>
        Math.min(...others.map(({ at }) => Math.abs(values.y(at(step)) - values.y(one.at(step)))));
      const rooms = samples.map((step) => (values.y(one.at(step)) > values.top + 16 ? room(step) : NaN));
      const best = rooms.reduce(
        (found, value, i) => (value > (rooms[found] ?? LETTER_ROOM_PX) ? i : found),
        -1,
      );
      const step = samples[best];
      if (step === undefined) return [];
      const at: Point = [steps.x(step) + 2, values.y(one.at(step)) - 5];
      return [
        {
          kind: 'text',
          text: letterOf(one.query),
          at,
          align: 'left',
          font: fonts(theme).small,
          fill: theme.ink2,
        },
      ];
    });
}

/** Says where the two models' states differ visibly. */
function bracket(box: Box, { prepared, recording, query }: Moment, steps: StepScale, theme: Theme): Mark[] {
  if (!recording) return [];
  const [first, last] = steps.span;
  const spans = distancesOf(prepared, recording)
    .apartSpans(query)
    .filter(([from, to]) => to > first && from < last);
  const y = box.y + 10.5;
  const ends = spans.map(
    ([from, to]) => [steps.x(Math.max(from, first)), steps.x(Math.min(to, last))] as const,
  );
  const lines = ends.map(([a, b]): Point[] => [[a, y + 6], [a, y], [b, y], [b, y + 6]]); // prettier-ignore
  const end = ends.at(-1);
  if (!end) return [];
  const isFitting = end[1] + 84 < steps.right;
  const [at, align]: [Point, 'left' | 'right'] = isFitting
    ? [[end[1] + 8, y + 4], 'left']
    : [[end[1] - 6, y + 15], 'right'];
  return [
    { kind: 'lines', lines, stroke: { color: theme.ink3, width: 1 } },
    { kind: 'text', text: 'models apart', at, align, font: fonts(theme).small, fill: theme.ink2 },
  ];
}

function dots(
  selected: readonly Series[],
  step: number,
  steps: StepScale,
  values: ValueScale,
  inside: Box,
  ground: string,
  theme: Theme,
): Mark[] {
  const rim = { color: ground, width: 1.5 };
  return selected.flatMap(({ model, at }): Mark[] => {
    const y = values.y(at(step));
    if (!(y >= inside.y && y <= inside.y + inside.height)) return [];
    return [{ kind: 'dot', at: [steps.x(step), y], radius: 3.5, fill: theme[model], rim }];
  });
}

const LABEL_LINE_PX = 16;

/** Names and numbers at the playhead, in the gutter, as high as their curves but never on one another. */
function labels(
  box: Box,
  selected: readonly Series[],
  step: number,
  query: number,
  steps: StepScale,
  values: ValueScale,
  theme: Theme,
): Mark[] {
  if (selected.length === 0) return [];
  const { small, body, strong } = fonts(theme);
  const isWide = box.width >= 440;
  const x = steps.right + 12;
  const height = (y: number) =>
    Math.min(values.bottom, Math.max(values.top + LABEL_LINE_PX + 4, Number.isFinite(y) ? y : values.top));
  const lines = MODELS.flatMap((model) => selected.filter((one) => one.model === model))
    .map(({ model, at }) => ({ model, value: at(step), y: height(values.y(at(step))) }))
    .sort((a, b) => a.y - b.y);
  const [upper, lower] = lines;
  if (upper && lower && lower.y - upper.y < LABEL_LINE_PX) {
    const middle = Math.min(values.bottom - LABEL_LINE_PX / 2, (upper.y + lower.y) / 2);
    upper.y = Math.max(values.top + LABEL_LINE_PX + 4, middle - LABEL_LINE_PX / 2);
    lower.y = upper.y + LABEL_LINE_PX;
  }
  const head = `${letterOf(query)} at ${isWide ? 'step ' : ''}${String(step)}`;
  return [
    { kind: 'text', text: head, at: [x, (upper?.y ?? 0) - 14], align: 'left', font: small, fill: theme.ink3 },
    ...lines.flatMap(({ model, value, y }): Mark[] => [
      { kind: 'lines', lines: [[[x, y], [x + LABEL_LINE_PX, y]]], stroke: modelStroke(model, theme) }, // prettier-ignore
      ...(isWide
        ? [
            {
              kind: 'text',
              text: MODEL_TITLE[model],
              at: [x + 24, y + 4],
              align: 'left',
              font: strong,
              fill: theme.ink1,
            } as const,
          ]
        : []),
      {
        kind: 'text',
        text: values.text(value),
        at: [box.x + box.width - 12, y + 4],
        align: 'right',
        font: body,
        fill: theme.ink1,
      },
    ]),
  ];
}
