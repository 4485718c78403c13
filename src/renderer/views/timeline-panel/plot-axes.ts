import type { Moment } from '../../domain/run/moment';
import { hairline, type Mark, type Point } from './marks';
import type { Plot, PlotView } from './plot';
import { stepTicks } from './plot-scale';
import { fonts } from './plot-style';
import { QUANTITIES } from './quantity';
import { targetOf } from './query-target';

/** The height at the top of the value axis that its name takes. */
const NAME_PX = 24;

export function axes(plot: Plot): Mark[] {
  const { view, steps, values, theme } = plot;
  const { small } = fonts(theme);
  const { left, right } = steps;
  const { bottom } = values;
  const isNamed = view.medium !== 'figure';
  const label = (text: string, at: Point): Mark => ({
    kind: 'text',
    text,
    at,
    align: 'right',
    font: small,
    fill: theme.ink3,
  });
  const note = view.medium === 'film' ? '' : noteOf(plot);
  return [
    ...(isNamed ? axisName(plot) : []),
    ...values.ticks.flatMap(({ value, text }) => [
      hairline(
        [left, values.y(value)],
        [right, values.y(value)],
        value === 0 ? theme.lineStrong : theme.line,
      ),
      ...(!isNamed || values.y(value) >= plot.box.y + NAME_PX
        ? [label(text, [left - 8, values.y(value) + 4])]
        : []),
    ]),
    hairline([left, bottom], [right, bottom], theme.lineStrong),
    ...(isNamed ? [label('step', [left - 8, bottom + 18])] : []),
    ...stepTicks(steps).map(({ value }) =>
      hairline([steps.x(value), bottom], [steps.x(value), bottom + 4], theme.lineStrong),
    ),
    ...(note ? [label(note, [right, values.top + 14])] : []),
  ];
}

function axisName({ box, view, steps, theme }: Plot): Mark[] {
  const { small, symbol } = fonts(theme);
  const { axis, isEnergy } = QUANTITIES[view.quantity];
  const name = (text: string, at: Point, align: 'left' | 'right'): Mark => ({
    kind: 'text',
    text,
    at,
    align,
    font: small,
    fill: theme.ink2,
  });
  if (isEnergy && !view.isLog) {
    const at: Point = [steps.left - 8, box.y + 15];
    return [{ kind: 'text', text: axis, at, align: 'right', font: symbol, fill: theme.ink1 }];
  }
  if (isEnergy) return [name('E − min', [box.x + 4, box.y + 14], 'left')];
  // one word above the other, because the bracket of differing models begins beside them
  const words = axis.split(' ');
  const first = box.y + 14 - (words.length - 1) * 5;
  return words.map((word, i) => name(word, [steps.left - 8, first + 11 * i], 'right'));
}

const CHARACTER_PX = 6.5;

/** What is measured from what, where the axis does not say it: the longest text that fits. */
function noteOf({ moment, view, offset, steps }: Plot): string {
  const room = (steps.right - steps.left) / CHARACTER_PX;
  return notesFor(moment, view, offset).find((text) => text.length <= room) ?? '';
}

/** The longest first. */
function notesFor(moment: Moment, { quantity, isLog }: PlotView, offset: number): string[] {
  if (quantity === 'energy' && isLog) {
    const min = offset.toPrecision(3).replace('-', '−');
    return [`above this run's minimum, ${min}`, `min ${min}`];
  }
  if (quantity !== 'distance') return [];
  const target = targetOf(moment, moment.query);
  if (!target) return ['no memory to measure to'];
  const words = target.isOrigin ? 'to the target' : 'to the memory nearest to its end';
  return target.name ? [`${words}, ${target.name}`, `to ${target.name}`] : [words];
}

/** The numbers of the step axis. Those beside the playhead are omitted. */
export function stepNumbers({ steps, values: { bottom }, theme }: Plot, playhead: number | null): Mark[] {
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
