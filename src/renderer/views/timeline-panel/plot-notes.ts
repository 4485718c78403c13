import { letterOf, memoryName } from '../../domain/run/display-names';
import { distancesOf, VISIBLE_DISTANCE } from './distances';
import { hairline, type Mark, type Point } from './marks';
import type { Plot } from './plot';
import { fonts } from './plot-style';
import type { Series } from './series';

/** A letter needs this distance to all other curves. */
const LETTER_ROOM_PX = 12;
const SAMPLES = 23;
const NAME_WIDTH_PX = 96;
const NAME_HEIGHT_PX = 14;

/**
 * The names of curves, each where it is furthest from all others: the letters of the other queries where there is room,
 * or the names of the nearest memories.
 */
export function curveNames(plot: Plot): Mark[] {
  const { view, steps, values, series, theme } = plot;
  const [first, last] = view.range;
  const isNearest = view.quantity === 'nearest-memories';
  const named = series.filter(({ model, isMain }) => model !== 'mrdam' && (isNearest || !isMain));
  if (named.length === 0) return [];
  const samples = Array.from({ length: SAMPLES }, (_, i) =>
    Math.round(first + ((i + 1) * (last - first)) / (SAMPLES + 1)),
  );
  const placed: Point[] = [];
  const isFree = ([x, y]: Point) =>
    placed.every(([px, py]) => Math.abs(px - x) > NAME_WIDTH_PX || Math.abs(py - y) > NAME_HEIGHT_PX);
  const heights = new Map(series.map((one) => [one, samples.map((step) => values.y(one.at(step)))]));
  return named.flatMap((one): Mark[] => {
    const ys = heights.get(one) ?? [];
    const others = [...heights].filter(([{ query, memory }]) => query !== one.query || memory !== one.memory);
    const roomAt = (i: number) => {
      const y = ys[i] ?? NaN;
      if (!(y > values.top + 16 && y < values.bottom)) return NaN;
      if (!isFree([steps.x(samples[i] ?? NaN), y])) return 0;
      return others.reduce(
        (least, [, theirs]) => Math.min(least, Math.abs((theirs[i] ?? NaN) - y)),
        Infinity,
      );
    };
    // a memory is named even without room, because nothing else identifies its curve
    let [best, most] = [-1, isNearest ? -1 : LETTER_ROOM_PX];
    for (let i = 0; i < SAMPLES; i++) {
      const room = roomAt(i);
      if (room > most) [best, most] = [i, room];
    }
    const step = samples[best];
    if (step === undefined) return [];
    placed.push([steps.x(step), ys[best] ?? NaN]);
    const x = steps.x(step) + 2;
    const isRight = isNearest && x > (steps.left + steps.right) / 2;
    return [
      {
        kind: 'text',
        text: nameOf(plot, one),
        at: [isRight ? x - 4 : x, (ys[best] ?? 0) - 5],
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

/** The line above which the models' states differ visibly. */
export function visibleDistanceLine({ view, steps, values, theme }: Plot): Mark[] {
  if (view.quantity !== 'model-distance') return [];
  const y = values.y(VISIBLE_DISTANCE);
  return [
    hairline([steps.left, y], [steps.right, y], theme.ink3),
    {
      kind: 'text',
      text: `visible above ${String(VISIBLE_DISTANCE)}`,
      at: [steps.right, y - 4 < values.top + 10 ? y + 12 : y - 4],
      align: 'right',
      font: fonts(theme).small,
      fill: theme.ink2,
    },
  ];
}

/** Brackets over the steps at which the models' states differ visibly. */
export function differingBrackets({ box, moment, view, steps, theme }: Plot): Mark[] {
  const { prepared, recording, query } = moment;
  if (!recording) return [];
  const [first, last] = view.range;
  const ends = distancesOf(prepared, recording)
    .differingRanges(query)
    .filter(([from, to]) => to > first && from < last)
    .map(([from, to]) => [steps.x(Math.max(from, first)), steps.x(Math.min(to, last))] as const);
  const y = box.y + 10.5;
  const lines = ends.map(([a, b]): Point[] => [[a, y + 6], [a, y], [b, y], [b, y + 6]]); // prettier-ignore
  const end = ends.at(-1);
  if (!end) return [];
  const isFitting = end[1] + 84 < steps.right;
  const [at, align]: [Point, 'left' | 'right'] = isFitting
    ? [[end[1] + 8, y + 4], 'left']
    : [[end[1] - 6, y + 15], 'right'];
  return [
    { kind: 'lines', lines, stroke: { color: theme.ink3, width: 1 } },
    { kind: 'text', text: 'models differ', at, align, font: fonts(theme).small, fill: theme.ink2 },
  ];
}
