import type { Moment } from '../../domain/run/moment';
import type { Theme } from '../../theme/theme';
import type { Box } from '../canvas-context';
import { distancesOf, type StepRange } from './distances';
import { hairline, type Mark } from './marks';
import { labelGutter, stepScale } from './plot-scale';
import { fonts } from './plot-style';
import { eventTextAt, type TimelineEvent } from './timeline-events';

const RAIL_HEIGHT = 4;
/** The rail's distance from the top. */
const RAIL_Y = 20;

/** The playhead, the extent of the run and its events, on the step scale of the curves above. */
export function timelineMarks(
  box: Box,
  moment: Moment,
  range: StepRange,
  events: readonly TimelineEvent[],
  theme: Theme,
): Mark[] {
  const { prepared, recording, step, query } = moment;
  const scale = stepScale(box, range, labelGutter(box.width));
  const y = box.y + RAIL_Y;
  const rail = ([from, to]: StepRange, fill: string): Mark => ({
    kind: 'box',
    box: {
      x: scale.x(from),
      y: y - RAIL_HEIGHT / 2,
      width: Math.max(0, scale.x(to) - scale.x(from)),
      height: RAIL_HEIGHT,
    },
    radius: RAIL_HEIGHT / 2,
    fill,
  });
  const end = (at: number): Mark => ({
    kind: 'box',
    box: { x: scale.x(at) - 1, y: y - 5, width: 2, height: 10 },
    radius: 0,
    fill: theme.ink2,
  });
  const computed = recording
    ? Math.max(0, Math.min(...recording.shape.models.map((model) => recording.reached(model))))
    : 0;
  const differing = recording ? distancesOf(prepared, recording).differingRanges(query) : [];
  const inside: Box = {
    x: scale.left - 6,
    y: box.y,
    width: scale.right - scale.left + 12,
    height: box.height,
  };
  const x = scale.x(step);
  return [
    {
      kind: 'clip',
      box: inside,
      marks: [
        rail(range, theme.active),
        rail([0, computed], theme.lineControl),
        ...differing.map((one) => rail(one, theme.ink2)),
        ...differing.flatMap((one) => one.map(end)),
        ...events.flatMap((event) => eventMarks(event, scale.x(event.step), y, theme)),
        hairline([x, box.y], [x, y], theme.ink1),
        {
          kind: 'box',
          box: { x: Math.floor(x) + 0.5 - 5, y: y - 8, width: 10, height: 16 },
          radius: 3,
          fill: theme.ink1,
        },
      ],
    },
    ...counter(box, moment, eventTextAt(events, step, 'short'), [scale.right + 12, y], theme),
  ];
}

/** A triangle in the model's colour for an arrival, a line for what happened to the run. */
function eventMarks({ kind, model }: TimelineEvent, x: number, y: number, theme: Theme): Mark[] {
  switch (kind) {
    case 'arrival': {
      const top = y + 8;
      const fill = model ? theme[model] : theme.ink2;
      return [{ kind: 'area', points: [[x, top], [x + 4, top + 6], [x - 4, top + 6]], fill }]; // prettier-ignore
    }
    case 'restart':
    case 'change': {
      const color = kind === 'restart' ? theme.caution : theme.ink2;
      return [{ kind: 'lines', lines: [[[x, y - 10], [x, y + 10]]], stroke: { color, width: 2 } }]; // prettier-ignore
    }
    case 'difference':
      return [];
  }
}

/** "36 of 300", and below it the event of the step, or that not every state is kept. */
function counter(
  box: Box,
  { recording, step }: Moment,
  eventText: string,
  [x, y]: readonly [number, number],
  theme: Theme,
): Mark[] {
  if (!recording) return [];
  const { body, strong, small } = fonts(theme);
  const isWide = box.width >= 440;
  const note = eventText || thinningNote(recording.stride);
  const digits = String(step).length * 7.6;
  const of = `${isWide ? 'of' : '/'} ${String(recording.shape.steps)}`;
  const marks: Mark[] = [
    { kind: 'text', text: String(step), at: [x, y + 4], align: 'left', font: strong, fill: theme.ink1 },
    { kind: 'text', text: of, at: [x + digits + 4, y + 4], align: 'left', font: body, fill: theme.ink3 },
  ];
  if (note && isWide)
    marks.push({ kind: 'text', text: note, at: [x, y + 20], align: 'left', font: small, fill: theme.ink3 });
  return marks;
}

/** "every 2nd state kept"; empty where every state is. */
export function thinningNote(stride: number): string {
  if (stride === 1) return '';
  return `every ${String(stride)}${stride % 10 === 2 && stride % 100 !== 12 ? 'nd' : 'th'} state kept`;
}
