import { distanceBetween } from '#shared/distances';
import type { Theme } from '../../theme/theme';
import type { Moment } from '../view-model';
import { MODEL_TITLE } from '#shared/setup';
import { fonts, MODELS, modelStroke } from './look';
import type { Box } from './marks';
import { fontText, paintMarks } from './paint-marks';
import { ERROR_SCALE, paintError, paintState } from './paint-state';
import { paintHeld } from './paint-held';
import { targetOf } from './target';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const GAP = 8;
const CAPTION = 20;
const SIGN = 16;

/** The picture's side in a box, and whether there is room below for held pixels and errors. */
export function reconstructionLayout({ width, height }: Box): { side: number; hasErrors: boolean } {
  const side = Math.max(0, Math.min((width - 3 * GAP) / 4, height - CAPTION));
  return { side, hasErrors: height >= 2 * (side + CAPTION) };
}

/**
 * Query, both models' states and the target of the selected query; where there is room, below them what is held and
 * how far each pixel is from the target.
 */
export function drawReconstruction(ctx: Context, box: Box, moment: Moment, theme: Theme): void {
  drawGiven(ctx, box, moment, theme);
  drawFound(ctx, box, moment, theme);
}

/** The part of a column: one of four, and whether it is the lower row's. */
function placesIn(box: Box): (column: number, isBelow?: boolean) => Box {
  const { side } = reconstructionLayout(box);
  return (column, isBelow = false) => ({
    x: box.x + column * (side + GAP),
    y: box.y + CAPTION + (isBelow ? side + CAPTION : 0),
    width: side,
    height: side,
  });
}

/** What no step changes: the query, the target, and names. */
export function drawGiven(
  ctx: Context,
  box: Box,
  { prepared, query }: Pick<Moment, 'prepared' | 'query'>,
  theme: Theme,
): void {
  const { dim, shape, queries, clamped } = prepared;
  const place = placesIn(box);
  const row = [query * dim, (query + 1) * dim] as const;
  const target = targetOf(prepared, query);
  caption(ctx, place(0), 'Query', theme);
  paintState(ctx, queries.subarray(...row), shape, place(0));
  caption(ctx, place(3), target.isOrigin ? 'Target' : 'Nearest', theme);
  paintState(ctx, target.state, shape, place(3));
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
  note(ctx, place(3, true), target.name, '', theme);
  errorBar(ctx, place(3, true), theme);
}

/** The states at a step, and how far they are from the target. */
export function drawFound(
  ctx: Context,
  box: Box,
  { prepared, recording, query, step }: Moment,
  theme: Theme,
): void {
  const { shape } = prepared;
  const { hasErrors } = reconstructionLayout(box);
  const place = placesIn(box);
  const target = targetOf(prepared, query);
  MODELS.forEach((model, i) => {
    const [at, below] = [place(i + 1), place(i + 1, true)];
    const state = recording?.shape.models.includes(model) && recording.stateAt(model, query, step)?.state;
    if (!state) {
      empty(ctx, at, theme);
      if (hasErrors) empty(ctx, below, theme);
      return;
    }
    paintState(ctx, state, shape, at);
    if (!hasErrors) return;
    paintError(ctx, state, target.state, shape, below, errorGreys(theme));
    note(ctx, below, 'error', distanceBetween(state, target.state).toFixed(3), theme);
  });
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

function errorBar(ctx: Context, { x, y, height }: Box, theme: Theme): void {
  const [none, most] = errorGreys(theme);
  const grey = (level: number) => `rgb(${String(level)} ${String(level)} ${String(level)})`;
  const ramp = ctx.createLinearGradient(0, y + height, 0, y);
  ramp.addColorStop(0, grey(none));
  ramp.addColorStop(1, grey(most));
  ctx.fillStyle = ramp;
  ctx.fillRect(x, y, 8, height);
  ctx.strokeStyle = theme.lineStrong;
  ctx.lineWidth = 1;
  ctx.strokeRect(x + 0.5, y + 0.5, 7, height - 1);
  const label = (text: string, baseline: number) =>
    ({
      kind: 'text',
      text,
      at: [x + 16, baseline],
      align: 'left',
      font: fonts(theme).small,
      fill: theme.ink3,
    }) as const;
  paintMarks(ctx, [
    label(String(ERROR_SCALE), y + 9),
    label('error', y + height / 2 + 4),
    label('0', y + height - 1),
  ]);
}
