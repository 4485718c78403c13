import { MODEL_TITLE } from '#shared/setup';
import { letterOf, memoryName } from '../../domain/run/display-names';
import { fonts, seriesStroke } from './plot-style';
import type { Font, Mark, Point } from './plot-marks';
import type { Plot } from './plot';
import { saidAt, type Series } from './series';

const LINE_PX = 16;
/** With a second line of what it is. */
const NOTED_LINE_PX = 28;

interface Line {
  readonly one: Series;
  readonly value: number;
  y: number;
}

/** The selected query's values at a step, each on its curve. */
export function dots({ series, steps, values, inside, ground, theme }: Plot, step: number): Mark[] {
  const rim = { color: ground, width: 1.5 };
  return series.flatMap((one): Mark[] => {
    const y = values.y(one.at(step));
    if (!one.isMain || !(y >= inside.y && y <= inside.y + inside.height)) return [];
    const fill = seriesStroke(one.model, theme, true).color;
    return [{ kind: 'dot', at: [steps.x(step), y], radius: 3.5, fill, rim }];
  });
}

/** Names and numbers at a step, in the gutter, as high as their curves but never on one another. */
export function labels(plot: Plot, step: number, isPointed: boolean): Mark[] {
  const { box, moment, series, steps, values, theme } = plot;
  const said = saidAt(series, moment.query, step);
  const isNoted = box.height >= 120 && said.some((one) => one.model === null || one.memory !== null);
  const pitch = isNoted ? NOTED_LINE_PX : LINE_PX;
  const [top, bottom] = [values.top + LINE_PX + 4, values.bottom - (pitch - LINE_PX)];
  const height = (y: number) => Math.min(bottom, Math.max(top, Number.isFinite(y) ? y : values.top));
  const lines: Line[] = said
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
    ...lines.flatMap((line) => label(plot, line, isNoted)),
  ];
}

/** From here on the gutter has room for a model's name beside its number. */
const isWide = ({ box }: Plot) => box.width >= 440;

function label(plot: Plot, { one, value, y }: Line, isNoted: boolean): Mark[] {
  const { box, steps, values, theme } = plot;
  const { small, body, strong } = fonts(theme);
  const x = steps.right + 12;
  const text = (words: string, at: Point, font: Font, fill: string): Mark => ({ kind: 'text', text: words, at, align: 'left', font, fill }); // prettier-ignore
  const name = one.model && one.memory === null && isWide(plot) ? MODEL_TITLE[one.model] : '';
  const number: Mark = { kind: 'text', text: values.text(value), at: [box.x + box.width - 12, y + 4], align: 'right', font: body, fill: theme.ink1 }; // prettier-ignore
  return [
    {
      kind: 'lines',
      lines: [[[x, y], [x + LINE_PX, y]]], // prettier-ignore
      stroke: seriesStroke(one.model, theme, true),
    },
    ...(name ? [text(name, [x + 24, y + 4], strong, theme.ink1)] : []),
    number,
    ...(isNoted ? [text(noteOf(plot, one), [x, y + 17], small, theme.ink3)] : []),
  ];
}

/** Which memory it is, or what is taken from what. */
function noteOf(plot: Plot, { memory }: Series): string {
  const item = memory === null ? undefined : plot.moment.prepared.items[memory];
  if (item) return shortened(memoryName(item), isWide(plot) ? 20 : 11);
  if (plot.view.quantity === 'apart') return 'between both';
  return isWide(plot) ? 'DrDAM − MrDAM' : 'DrDAM less';
}

function shortened(name: string, most: number): string {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}
