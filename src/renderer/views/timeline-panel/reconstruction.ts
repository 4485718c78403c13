import { distanceBetween } from '#shared/distances';
import type { Theme } from '../../theme/theme';
import type { Moment } from '../../domain/run/moment';
import { MODEL_TITLE } from '#shared/setup';
import { fonts, MODELS, modelStroke } from './plot-style';
import { placesIn, reconstructionLayout } from './picture-cells';
import type { Box } from './plot-marks';
import { fontText, paintMarks } from './paint-marks';
import { ERROR_SCALE, paintError, paintState } from './paint-state';
import { paintHeld } from './paint-held';
import { targetOf } from './query-target';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const SIGN = 16;

/**
 * Query, both models' states and the target of the selected query; where there is room, below them what is held and
 * how far each pixel is from the target.
 */
export function drawReconstruction(ctx: Context, box: Box, moment: Moment, theme: Theme): void {
  drawGiven(ctx, box, moment, theme);
  drawFound(ctx, box, moment, theme);
}

/** What no step changes: the query, the target, and names. */
export function drawGiven(ctx: Context, box: Box, moment: Moment, theme: Theme): void {
  const { prepared, query } = moment;
  const { dim, shape, queries, clamped } = prepared;
  const place = placesIn(box);
  const row = [query * dim, (query + 1) * dim] as const;
  caption(ctx, place(0), 'Query', theme);
  paintState(ctx, queries.subarray(...row), shape, place(0));
  drawTarget(ctx, place(3), moment, theme);
  MODELS.forEach((model, i) => {
    const at = place(i + 1);
    const { y } = at;
    const sign = { kind: 'lines', lines: [[[at.x, y - 8], [at.x + SIGN, y - 8]]], stroke: { ...modelStroke(model, theme), width: 3 } } as const; // prettier-ignore
    paintMarks(ctx, [sign]);
    caption(ctx, { ...at, x: at.x + SIGN + 6 }, MODEL_TITLE[model], theme);
  });
  if (!reconstructionLayout(box).hasErrors) return;
  const held = clamped.subarray(...row);
  paintHeld(ctx, held, shape, place(0, true), theme);
  note(ctx, place(0, true), heldText(held), '', theme);
  errorScale(ctx, place(3, true), theme);
}

/** A query that was made from no pattern has the memory where it ends in the target's place. */
function drawTarget(ctx: Context, at: Box, moment: Moment, theme: Theme): void {
  const target = targetOf(moment, moment.query);
  const words = target?.isOrigin === false ? 'Nearest' : 'Target';
  const { small } = fonts(theme);
  ctx.font = fontText({ ...small, weight: 600 });
  const after = ctx.measureText(words).width + 8;
  caption(ctx, at, words, theme);
  if (!target) {
    empty(ctx, at, theme);
    return;
  }
  paintState(ctx, target.state, moment.prepared.shape, at);
  ctx.font = fontText(small);
  const name = fitted(ctx, target.name, at.width - after);
  if (name.length < 3) return;
  paintMarks(ctx, [{ kind: 'text', text: name, at: [at.x + after, at.y - 4], align: 'left', font: small, fill: theme.ink3 }]); // prettier-ignore
}

/** The states at a step, how far they are from the target, and how far from each other. */
export function drawFound(ctx: Context, box: Box, moment: Moment, theme: Theme): void {
  const { prepared, recording, query, step } = moment;
  const { shape } = prepared;
  const { hasErrors } = reconstructionLayout(box);
  const place = placesIn(box);
  const target = targetOf(moment, query);
  const states = MODELS.map((model) =>
    recording?.shape.models.includes(model) ? recording.stateAt(model, query, step)?.state : undefined,
  );
  const error = (words: string, at: Box, state?: Float32Array, from?: Float32Array) => {
    if (!state || !from) {
      empty(ctx, at, theme);
      return;
    }
    paintError(ctx, state, from, shape, at, errorGreys(theme));
    note(ctx, at, words, distanceBetween(state, from).toFixed(3), theme);
  };
  states.forEach((state, i) => {
    if (state) paintState(ctx, state, shape, place(i + 1));
    else empty(ctx, place(i + 1), theme);
    if (hasErrors) error('error', place(i + 1, true), state, target?.state);
  });
  if (hasErrors) error('apart', place(3, true), ...states);
}

function heldText(held: Uint8Array): string {
  const count = held.reduce((sum, isHeld) => sum + isHeld, 0);
  return count === 0 ? 'none held' : `${String(Math.round((100 * count) / held.length))}\u2009% held`;
}

/** No error is as dark (on paper: as light) as the ground is. */
function errorGreys({ isDark }: Theme): [number, number] {
  return isDark ? [0, 255] : [244, 0];
}

function caption(ctx: Context, { x, y }: Box, text: string, theme: Theme): void {
  paintMarks(ctx, [
    {
      kind: 'text',
      text,
      at: [x, y - 4],
      align: 'left',
      font: { ...fonts(theme).small, weight: 600 },
      fill: theme.ink1,
    },
  ]);
}

/** A line above a picture of the lower row: words, then a number. */
function note(ctx: Context, { x, y, width }: Box, words: string, number: string, theme: Theme): void {
  const { small } = fonts(theme);
  ctx.font = fontText(small);
  const shown = fitted(ctx, words, width);
  const after = x + ctx.measureText(shown).width + 8;
  paintMarks(ctx, [
    { kind: 'text', text: shown, at: [x, y - 6], align: 'left', font: small, fill: theme.ink3 },
    {
      kind: 'text',
      text: number,
      at: [after, y - 6],
      align: 'left',
      font: { ...small, weight: 600 },
      fill: theme.ink1,
    },
  ]);
}

function fitted(ctx: Context, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && ctx.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}

function empty(ctx: Context, box: Box, theme: Theme): void {
  paintMarks(ctx, [{ kind: 'box', box, radius: 2, fill: theme.field }]);
}

/** The greys from no error to the most, beside the last of the maps. */
function errorScale(ctx: Context, { x, y, width, height }: Box, theme: Theme): void {
  const ramp = { x: x + width + 7, y: y + 14, width: 6, height: height - 28 };
  const middle = ramp.x + ramp.width / 2;
  const [none, most] = errorGreys(theme);
  const grey = (level: number) => `rgb(${String(level)} ${String(level)} ${String(level)})`;
  const greys = ctx.createLinearGradient(0, ramp.y + ramp.height, 0, ramp.y);
  greys.addColorStop(0, grey(none));
  greys.addColorStop(1, grey(most));
  ctx.fillStyle = greys;
  ctx.fillRect(ramp.x, ramp.y, ramp.width, ramp.height);
  ctx.strokeStyle = theme.lineStrong;
  ctx.lineWidth = 1;
  ctx.strokeRect(ramp.x + 0.5, ramp.y + 0.5, ramp.width - 1, ramp.height - 1);
  const label = (text: string, baseline: number) =>
    ({ kind: 'text', text, at: [middle, baseline], align: 'center', font: fonts(theme).small, fill: theme.ink3 }) as const; // prettier-ignore
  paintMarks(ctx, [label(String(ERROR_SCALE), y + 9), label('0', y + height - 1)]);
}
