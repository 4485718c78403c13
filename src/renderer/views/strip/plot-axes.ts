import { fonts } from './look';
import { hairline, type Mark, type Point } from './marks';
import type { Plot } from './plot';
import { stepTicks } from './plot-scale';
import { QUANTITIES } from './quantity';
import { targetOf } from './target';

export function axes(plot: Plot): Mark[] {
  const { view, steps, values, theme } = plot;
  const { small } = fonts(theme);
  const { left, right } = steps;
  const { bottom } = values;
  const tick = (text: string, at: Point): Mark => ({ kind: 'text', text, at, align: 'right', font: small, fill: theme.ink3 }); // prettier-ignore
  const note = view.isFilm ? '' : noteOf(plot);
  return [
    ...axisName(plot),
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
    ...(note ? [tick(note, [right, values.top + 14])] : []),
  ];
}

function axisName({ box, view, steps, offset, theme }: Plot): Mark[] {
  const { small, symbol } = fonts(theme);
  const { axis } = QUANTITIES[view.quantity];
  if (axis === 'E') {
    const words = view.isLog && offset !== 0 ? 'E − min' : 'E';
    return [{ kind: 'text', text: words, at: [steps.left - 8, box.y + 15], align: 'right', font: symbol, fill: theme.ink1 }]; // prettier-ignore
  }
  return [{ kind: 'text', text: axis, at: [box.x + 4, box.y + 14], align: 'left', font: small, fill: theme.ink2 }]; // prettier-ignore
}

/** What is measured from what, where the axis does not say it. */
function noteOf({ moment, view, offset, steps }: Plot): string {
  const room = Math.floor((steps.right - steps.left) / 6.5);
  if (view.quantity === 'energy' && view.isLog) {
    return `above this run's lowest, ${offset.toPrecision(3).replace('-', '−')}`.slice(-room);
  }
  if (view.quantity !== 'distance') return '';
  const target = targetOf(moment, moment.query);
  if (!target) return 'no memory to measure to';
  const words = target.isOrigin ? 'to the target' : 'to where it ends';
  const whole = target.name ? `${words}, ${target.name}` : words;
  return whole.length > room ? (target.name || words).slice(0, room) : whole;
}

/** They give way to the playhead. */
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
