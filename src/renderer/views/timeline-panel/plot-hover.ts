import { letterOf, memoryName } from '../../domain/run/display-names';
import { fonts, seriesStroke } from './plot-style';
import { hairline, type Mark } from './plot-marks';
import type { Plot } from './plot';
import type { Series } from './series';

/** Where the pointer is. */
export interface Hover {
  readonly step: number;
  readonly y: number;
}

/** A curve is meant when the pointer is this close. */
const REACH_PX = 12;

/** The curve nearest to the pointer, if any is near; the selected query's where two are as near. */
export function curveAt({ series, values }: Plot, { step, y }: Hover): Series | null {
  let [found, least]: [Series | null, number] = [null, REACH_PX];
  for (const one of series) {
    const away = Math.abs(values.y(one.at(step)) - y);
    if (away <= least) [found, least] = [one, away];
  }
  return found;
}

/** A hairline, a ring on each curve of the selected query, and the name of another one that the pointer is at. */
export function hoverMarks(plot: Plot, hover: Hover): Mark[] {
  const { moment, series, steps, values, inside, ground, theme } = plot;
  const x = steps.x(hover.step);
  const isInside = (y: number) => y >= inside.y && y <= inside.y + inside.height;
  const near = curveAt(plot, hover);
  const ringed = series.filter((one) => one.query === moment.query || one === near);
  const rings = ringed.flatMap((one): Mark[] => {
    const y = values.y(one.at(hover.step));
    const rim = { color: seriesStroke(one.model, theme, true).color, width: 1.5 };
    return isInside(y) ? [{ kind: 'dot', at: [x, y], radius: 3, fill: ground, rim }] : [];
  });
  const line = hairline([x, inside.y], [x, inside.y + inside.height], theme.lineControl);
  return [line, ...rings, ...(near && near.query !== moment.query ? nameAt(plot, near, hover.step) : [])];
}

/** Which query's curve it is, and its value. */
function nameAt(plot: Plot, one: Series, step: number): Mark[] {
  const { moment, steps, values, ground, theme } = plot;
  const item = one.memory === null ? undefined : moment.prepared.items[one.memory];
  const text = `${item ? memoryName(item) : letterOf(one.query)}  ${values.text(one.at(step))}`;
  const width = 6.5 * text.length + 8;
  const [x, y] = [steps.x(step), values.y(one.at(step))];
  const left = x + 8 + width > steps.right ? x - 8 - width : x + 8;
  return [
    { kind: 'box', box: { x: left, y: y - 10, width, height: 20 }, radius: 4, fill: ground },
    { kind: 'text', text, at: [left + 4, y + 4], align: 'left', font: fonts(theme).body, fill: theme.ink1 },
  ];
}
