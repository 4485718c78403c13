import { MODEL_TITLE } from '#shared/setup';
import { letterOf, memoryName } from '../../domain/run/display-names';
import { hairline, type Font, type Mark, type Point } from './marks';
import type { Plot } from './plot';
import { fonts, seriesStroke } from './plot-style';
import { readoutAt, type Series } from './series';

const LINE_PX = 16;
/** The height of a line with a note below it. */
const NOTED_LINE_PX = 28;

interface Line {
  readonly one: Series;
  readonly value: number;
  y: number;
}

/** Dots on the selected query's curves at a step. */
export function readoutDots(plot: Plot, step: number): Mark[] {
  const { series, steps, values, background, theme } = plot;
  const rim = { color: background, width: 1.5 };
  return series.flatMap((one): Mark[] => {
    const y = values.y(one.at(step));
    if (!one.isMain || !isInside(plot, y)) return [];
    const fill = seriesStroke(one.model, theme, true).color;
    return [{ kind: 'dot', at: [steps.x(step), y], radius: 3.5, fill, rim }];
  });
}

/** The selected query's values at a step, to the right of the plot, at the height of their curves but never overlapping. */
export function readouts(plot: Plot, step: number, isPointed: boolean): Mark[] {
  const { box, moment, series, steps, values, theme } = plot;
  const shown = readoutAt(series, moment.query, step);
  const isNoted = box.height >= 120 && shown.some((one) => one.model === null || one.memory !== null);
  const pitch = isNoted ? NOTED_LINE_PX : LINE_PX;
  const [top, bottom] = [values.top + LINE_PX + 4, values.bottom - (pitch - LINE_PX)];
  const height = (y: number) => Math.min(bottom, Math.max(top, Number.isFinite(y) ? y : values.top));
  const lines: Line[] = shown
    .map((one) => ({ one, value: one.at(step), y: height(values.y(one.at(step))) }))
    .sort((a, b) => a.y - b.y);
  const [upper, lower] = lines;
  if (!upper) return [];
  if (lower && lower.y - upper.y < pitch) {
    const middle = Math.min(bottom - pitch / 2, (upper.y + lower.y) / 2);
    upper.y = Math.max(top, middle - pitch / 2);
    lower.y = upper.y + pitch;
  }
  const head = `${letterOf(moment.query)} at ${isWide(plot) ? 'step ' : ''}${String(step)}`;
  const { small } = fonts(theme);
  const fill = isPointed ? theme.ink1 : theme.ink3;
  return [
    { kind: 'text', text: head, at: [steps.right + 12, upper.y - 14], align: 'left', font: small, fill },
    ...lines.flatMap((line) => readout(plot, line, isNoted)),
  ];
}

/** Whether there is room for a model's name beside its value. */
const isWide = ({ box }: Plot) => box.width >= 440;

function readout(plot: Plot, { one, value, y }: Line, isNoted: boolean): Mark[] {
  const { box, steps, values, theme } = plot;
  const { small, body, strong } = fonts(theme);
  const x = steps.right + 12;
  const text = (words: string, at: Point, font: Font, fill: string): Mark => ({
    kind: 'text',
    text: words,
    at,
    align: 'left',
    font,
    fill,
  });
  const name = one.model && one.memory === null && isWide(plot) ? MODEL_TITLE[one.model] : '';
  return [
    {
      kind: 'lines',
      lines: [[[x, y], [x + LINE_PX, y]]], // prettier-ignore
      stroke: seriesStroke(one.model, theme, true),
    },
    ...(name ? [text(name, [x + 24, y + 4], strong, theme.ink1)] : []),
    {
      kind: 'text',
      text: values.text(value),
      at: [box.x + box.width - 12, y + 4],
      align: 'right',
      font: body,
      fill: theme.ink1,
    },
    ...(isNoted ? [text(noteOf(plot, one), [x, y + 17], small, theme.ink3)] : []),
  ];
}

/** The memory that a distance is measured to, or what is subtracted from what. */
function noteOf(plot: Plot, { memory }: Series): string {
  const item = memory === null ? undefined : plot.moment.prepared.items[memory];
  if (item) return shortened(memoryName(item), isWide(plot) ? 20 : 11);
  if (plot.view.quantity === 'model-distance') return 'between both';
  return isWide(plot) ? 'DrDAM − MrDAM' : 'DrDAM −';
}

function shortened(name: string, most: number): string {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}

/** Where the pointer is. */
export interface Hover {
  readonly step: number;
  readonly y: number;
}

/** The distance up to which a pointer selects a curve. */
const REACH_PX = 12;

/** The curve nearest to the pointer, if any is near. Of two as near, the selected query's. */
export function curveAt({ series, values }: Plot, { step, y }: Hover): Series | null {
  let [found, least]: [Series | null, number] = [null, REACH_PX];
  for (const one of series) {
    const distance = Math.abs(values.y(one.at(step)) - y);
    if (distance <= least) [found, least] = [one, distance];
  }
  return found;
}

/** A line at the pointer's step, rings on the selected query's curves, and the name of another curve under the pointer. */
export function hoverMarks(plot: Plot, hover: Hover): Mark[] {
  const { moment, series, steps, values, inside, background, theme } = plot;
  const x = steps.x(hover.step);
  const near = curveAt(plot, hover);
  const ringed = series.filter((one) => one.query === moment.query || one === near);
  const rings = ringed.flatMap((one): Mark[] => {
    const y = values.y(one.at(hover.step));
    const rim = { color: seriesStroke(one.model, theme, true).color, width: 1.5 };
    return isInside(plot, y) ? [{ kind: 'dot', at: [x, y], radius: 3, fill: background, rim }] : [];
  });
  const line = hairline([x, inside.y], [x, inside.y + inside.height], theme.lineControl);
  return [line, ...rings, ...(near && near.query !== moment.query ? nameTag(plot, near, hover.step) : [])];
}

function isInside({ inside }: Plot, y: number): boolean {
  return y >= inside.y && y <= inside.y + inside.height;
}

/** The query of a curve and its value at a step. */
function nameTag(plot: Plot, one: Series, step: number): Mark[] {
  const { moment, steps, values, background, theme } = plot;
  const item = one.memory === null ? undefined : moment.prepared.items[one.memory];
  const text = `${item ? memoryName(item) : letterOf(one.query)}  ${values.text(one.at(step))}`;
  const width = 6.5 * text.length + 8;
  const [x, y] = [steps.x(step), values.y(one.at(step))];
  const left = x + 8 + width > steps.right ? x - 8 - width : x + 8;
  return [
    { kind: 'box', box: { x: left, y: y - 10, width, height: 20 }, radius: 4, fill: background },
    { kind: 'text', text, at: [left + 4, y + 4], align: 'left', font: fonts(theme).body, fill: theme.ink1 },
  ];
}
