import type { Theme } from '../../theme/theme';
import type { Moment } from '../../domain/run/moment';
import type { RunEvent } from '../../domain/run/session-state';
import { distancesOf, type Span } from './distances';
import { fonts, MODELS } from './plot-style';
import { hairline, type Box, type Mark } from './plot-marks';
import { paintMarks } from './paint-marks';
import { labelGutter, stepScale } from './plot-scale';

const RAIL = 4;
const MIDDLE = 20;

/** Where the run is and what happened when, on the same scale as the curves above it. `said`: what happened at the step. */
export function drawTimeline(
  ctx: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  box: Box,
  moment: Moment,
  span: Span,
  ticks: readonly RunEvent[],
  said: string,
  theme: Theme,
): void {
  paintMarks(ctx, timelineMarks(box, moment, span, ticks, said, theme));
}

function timelineMarks(
  box: Box,
  moment: Moment,
  span: Span,
  ticks: readonly RunEvent[],
  said: string,
  theme: Theme,
): Mark[] {
  const { prepared, recording, step, query } = moment;
  const scale = stepScale(box, span, labelGutter(box.width));
  const y = box.y + MIDDLE;
  const rail = ([from, to]: Span, fill: string): Mark => ({
    kind: 'box',
    box: { x: scale.x(from), y: y - RAIL / 2, width: Math.max(0, scale.x(to) - scale.x(from)), height: RAIL },
    radius: RAIL / 2,
    fill,
  });
  const distances = recording && distancesOf(prepared, recording);
  const computed = recording
    ? Math.max(0, Math.min(...recording.shape.models.map((model) => recording.reached(model))))
    : 0;
  const arrivals = MODELS.flatMap((model): Mark[] => {
    const arrival = distances?.arrival(model, query) ?? null;
    if (arrival === null) return [];
    const [x, top] = [scale.x(arrival.step), y + 8];
    return [{ kind: 'area', points: [[x, top], [x + 4, top + 6], [x - 4, top + 6]], fill: theme[model] }]; // prettier-ignore
  });
  const apart = distances?.apartSpans(query) ?? [];
  const end = (at: number): Mark => ({ kind: 'box', box: { x: scale.x(at) - 1, y: y - 5, width: 2, height: 10 }, radius: 0, fill: theme.ink2 }); // prettier-ignore
  const inside: Box = {
    x: scale.left - 6,
    y: box.y,
    width: scale.right - scale.left + 12,
    height: box.height,
  };
  const x = scale.x(step);
  return [
    { kind: 'clip', box: inside, marks: [
      rail(span, theme.active),
      rail([0, computed], theme.lineControl),
      ...apart.map((stretch) => rail(stretch, theme.ink2)),
      ...apart.flatMap((stretch) => stretch.map((at) => end(at))),
      ...arrivals,
      ...ticks.map(({ step: at, kind }): Mark => ({ kind: 'lines', lines: [[[scale.x(at), y - 10], [scale.x(at), y + 10]]], stroke: { color: kind === 'restart' ? theme.caution : theme.ink2, width: 2 } })),
      hairline([x, box.y], [x, y], theme.ink1),
      { kind: 'box', box: { x: Math.floor(x) + 0.5 - 5, y: y - 8, width: 10, height: 16 }, radius: 3, fill: theme.ink1 },
    ] }, // prettier-ignore
    ...counter(box, moment, said, scale.right + 12, y, theme),
  ];
}

/** "36 of 300", and what happened then, or that states are missing where they are. */
function counter(
  box: Box,
  { recording, step }: Moment,
  said: string,
  x: number,
  y: number,
  theme: Theme,
): Mark[] {
  if (!recording) return [];
  const { body, strong, small } = fonts(theme);
  const isWide = box.width >= 440;
  const stride = recording.stride;
  const note = said || (stride > 1 ? thinningNote(stride) : '');
  const digits = String(step).length * 7.6;
  const of = `${isWide ? 'of' : '/'} ${String(recording.shape.steps)}`;
  return [
    { kind: 'text', text: String(step), at: [x, y + 4], align: 'left', font: strong, fill: theme.ink1 },
    { kind: 'text', text: of, at: [x + digits + 4, y + 4], align: 'left', font: body, fill: theme.ink3 },
    ...(note && isWide
      ? [
          {
            kind: 'text',
            text: note,
            at: [x, y + 20],
            align: 'left',
            font: small,
            fill: theme.ink3,
          } as const,
        ]
      : []),
  ];
}

export function thinningNote(stride: number): string {
  return `every ${String(stride)}${stride % 10 === 2 ? 'nd' : 'th'} state kept`;
}
