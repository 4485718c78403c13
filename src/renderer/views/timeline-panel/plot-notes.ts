import { letterOf, memoryName } from '../../domain/run/display-names';
import { distancesOf, NEAR } from './distances';
import { fonts } from './plot-style';
import { hairline, type Mark, type Point } from './plot-marks';
import type { Plot } from './plot';
import type { Series } from './series';

const LETTER_ROOM_PX = 12;
const SAMPLES = 23;
const NAME_WIDTH_PX = 96;
const NAME_HEIGHT_PX = 14;

/** The letters of the other queries, each where its curve runs furthest from all others, if anywhere; or the memories' names. */
export function curveNames(plot: Plot): Mark[] {
  const { view, steps, values, series, theme } = plot;
  const [first, last] = view.span;
  const isNearest = view.quantity === 'nearest';
  const named = series.filter(({ model, isMain }) => model !== 'mrdam' && (isNearest || !isMain));
  if (named.length === 0) return [];
  const at = Array.from({ length: SAMPLES }, (_, i) =>
    Math.round(first + ((i + 1) * (last - first)) / (SAMPLES + 1)),
  );
  const placed: Point[] = [];
  const isFree = ([x, y]: Point) =>
    placed.every(([px, py]) => Math.abs(px - x) > NAME_WIDTH_PX || Math.abs(py - y) > NAME_HEIGHT_PX);
  const heights = new Map(series.map((one) => [one, at.map((step) => values.y(one.at(step)))]));
  return named.flatMap((one): Mark[] => {
    const own = heights.get(one) ?? [];
    const others = [...heights].filter(([{ query, memory }]) => query !== one.query || memory !== one.memory);
    const room = (i: number) => {
      const y = own[i] ?? NaN;
      if (!(y > values.top + 16 && y < values.bottom)) return NaN;
      if (!isFree([steps.x(at[i] ?? NaN), y])) return 0;
      return others.reduce((least, [, ys]) => Math.min(least, Math.abs((ys[i] ?? NaN) - y)), Infinity);
    };
    // a memory is named in any case: nothing else says which it is
    let [best, most] = [-1, isNearest ? -1 : LETTER_ROOM_PX];
    for (let i = 0; i < SAMPLES; i++) {
      const here = room(i);
      if (here > most) [best, most] = [i, here];
    }
    const step = at[best];
    if (step === undefined) return [];
    placed.push([steps.x(step), own[best] ?? NaN]);
    const x = steps.x(step) + 2;
    const isRight = isNearest && x > (steps.left + steps.right) / 2;
    const place: Point = [isRight ? x - 4 : x, (own[best] ?? 0) - 5];
    return [
      {
        kind: 'text',
        text: nameOf(plot, one),
        at: place,
        align: isRight ? 'right' : 'left',
        font: fonts(theme).small,
        fill: theme.ink2,
      },
    ];
  });
}

function nameOf({ moment }: Plot, { query, memory }: Series): string {
  const item = memory === null ? undefined : moment.prepared.items[memory];
  return item ? memoryName(item) : letterOf(query);
}

/** Above this line, the states differ visibly. */
export function threshold({ view, steps, values, theme }: Plot): Mark[] {
  if (view.quantity !== 'apart') return [];
  const y = values.y(NEAR);
  return [
    hairline([steps.left, y], [steps.right, y], theme.ink3),
    {
      kind: 'text',
      text: `apart above ${String(NEAR)}`,
      at: [steps.right, y - 4 < values.top + 10 ? y + 12 : y - 4],
      align: 'right',
      font: fonts(theme).small,
      fill: theme.ink2,
    },
  ];
}

/** Says where the two models' states differ visibly. */
export function bracket({ box, moment, view, steps, theme }: Plot): Mark[] {
  const { prepared, recording, query } = moment;
  if (!recording) return [];
  const [first, last] = view.span;
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
