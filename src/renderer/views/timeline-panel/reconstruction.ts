import { euclideanDistance } from '#shared/distances';
import { MODEL_TITLE } from '#shared/setup';
import type { Moment } from '../../domain/run/moment';
import type { Theme } from '../../theme/theme';
import type { Box, CanvasContext } from '../canvas-context';
import { ERROR_SCALE, paintClamped, paintPixelErrors, paintState } from '../paint-state';
import { fontText, paintMarks } from './marks';
import { fonts, MODELS, modelStroke } from './plot-style';
import { targetOf } from './query-target';

const GAP = 8;
const CAPTION = 20;
/** The width to the right of the pictures of the scale of errors. */
export const ERROR_SCALE_WIDTH = 20;
const SIGN_WIDTH = 16;
const COLUMNS = 4;

/** The pictures of a query: the upper row, then the lower one, in the same columns. */
const PICTURES = [
  'query',
  'mrdam',
  'drdam',
  'target',
  'fixed',
  'mrdam-error',
  'drdam-error',
  'model-difference',
] as const;
export type PictureName = (typeof PICTURES)[number];

/** The side of the pictures in a box, and whether there is room for the lower row. */
function reconstructionLayout({ width, height }: Box): { side: number; hasErrors: boolean } {
  const side = Math.max(0, Math.min((width - 3 * GAP) / COLUMNS, height - CAPTION));
  return { side, hasErrors: height >= 2 * (side + CAPTION) };
}

/** Returns the box of a picture by its column and row. */
function cellBoxes(box: Box): (column: number, isBelow?: boolean) => Box {
  const { side } = reconstructionLayout(box);
  return (column, isBelow = false) => ({
    x: box.x + column * (side + GAP),
    y: box.y + CAPTION + (isBelow ? side + CAPTION : 0),
    width: side,
    height: side,
  });
}

/** The pictures that a box has room for, with their boxes. */
export function pictureCells(box: Box): { readonly name: PictureName; readonly box: Box }[] {
  const place = cellBoxes(box);
  const shown = reconstructionLayout(box).hasErrors ? PICTURES : PICTURES.slice(0, COLUMNS);
  return shown.map((name, i) => ({ name, box: place(i % COLUMNS, i >= COLUMNS) }));
}

/**
 * Draws the selected query, its states in both models and its target. Where there is room, a lower row shows the fixed
 * pixels and the error of each pixel.
 */
export function drawReconstruction(context: CanvasContext, box: Box, moment: Moment, theme: Theme): void {
  drawStaticCells(context, box, moment, theme);
  drawStepCells(context, box, moment, theme);
}

/** Draws what does not depend on the step: the query, its target and captions. */
export function drawStaticCells(context: CanvasContext, box: Box, moment: Moment, theme: Theme): void {
  const { prepared, query } = moment;
  const { dim, shape, queries, clamped } = prepared;
  const place = cellBoxes(box);
  const row = [query * dim, (query + 1) * dim] as const;
  caption(context, place(0), 'Query', theme);
  paintState(context, queries.subarray(...row), shape, place(0));
  drawTarget(context, place(3), moment, theme);
  MODELS.forEach((model, i) => {
    const at = place(i + 1);
    const { y } = at;
    const sign = { kind: 'lines', lines: [[[at.x, y - 8], [at.x + SIGN_WIDTH, y - 8]]], stroke: { ...modelStroke(model, theme), width: 3 } } as const; // prettier-ignore
    paintMarks(context, [sign]);
    caption(context, { ...at, x: at.x + SIGN_WIDTH + 6 }, MODEL_TITLE[model], theme);
  });
  if (!reconstructionLayout(box).hasErrors) return;
  const fixed = clamped.subarray(...row);
  paintClamped(context, fixed, shape, place(0, true), theme);
  note(context, place(0, true), fixedText(fixed), '', theme);
  errorScale(context, place(3, true), theme);
}

/** The target of a query that was made from no pattern is the memory nearest to its end. */
function drawTarget(context: CanvasContext, at: Box, moment: Moment, theme: Theme): void {
  const target = targetOf(moment, moment.query);
  const words = target?.isOrigin === false ? 'Nearest' : 'Target';
  const { small } = fonts(theme);
  context.font = fontText({ ...small, weight: 600 });
  const after = context.measureText(words).width + 8;
  caption(context, at, words, theme);
  if (!target) {
    empty(context, at, theme);
    return;
  }
  paintState(context, target.state, moment.prepared.shape, at);
  context.font = fontText(small);
  const name = fitted(context, target.name, at.width - after);
  if (name.length < 3) return;
  paintMarks(context, [{ kind: 'text', text: name, at: [at.x + after, at.y - 4], align: 'left', font: small, fill: theme.ink3 }]); // prettier-ignore
}

/** Draws the states at a step, their errors and the difference between the models. */
export function drawStepCells(context: CanvasContext, box: Box, moment: Moment, theme: Theme): void {
  const { prepared, recording, query, step } = moment;
  const { shape } = prepared;
  const { hasErrors } = reconstructionLayout(box);
  const place = cellBoxes(box);
  const target = targetOf(moment, query);
  const states = MODELS.map((model) =>
    recording?.shape.models.includes(model) ? recording.stateAt(model, query, step)?.state : undefined,
  );
  const error = (words: string, at: Box, state?: Float32Array, from?: Float32Array) => {
    if (!state || !from) {
      empty(context, at, theme);
      return;
    }
    paintPixelErrors(context, [state, from], shape, at, errorGreys(theme));
    note(context, at, words, euclideanDistance(state, from).toFixed(3), theme);
  };
  states.forEach((state, i) => {
    if (state) paintState(context, state, shape, place(i + 1));
    else empty(context, place(i + 1), theme);
    if (hasErrors) error('error', place(i + 1, true), state, target?.state);
  });
  if (hasErrors) error('difference', place(3, true), ...states);
}

/** "50 % fixed": the share of a query's pixels that the descent may not change. */
export function fixedText(clamped: Uint8Array): string {
  const count = clamped.reduce((sum, isClamped) => sum + isClamped, 0);
  return count === 0 ? 'none fixed' : `${String(Math.round((100 * count) / clamped.length))}\u2009% fixed`;
}

/** The greys of no error and of the largest. No error has nearly the shade of the background. */
function errorGreys({ isDark }: Theme): [number, number] {
  return isDark ? [0, 255] : [244, 0];
}

function caption(context: CanvasContext, { x, y }: Box, text: string, theme: Theme): void {
  paintMarks(context, [
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

/** Writes a text and a number above a picture of the lower row. */
function note(
  context: CanvasContext,
  { x, y, width }: Box,
  words: string,
  number: string,
  theme: Theme,
): void {
  const { small } = fonts(theme);
  context.font = fontText(small);
  const shown = fitted(context, words, width);
  const after = x + context.measureText(shown).width + 8;
  paintMarks(context, [
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

function fitted(context: CanvasContext, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}

function empty(context: CanvasContext, box: Box, theme: Theme): void {
  paintMarks(context, [{ kind: 'box', box, radius: 2, fill: theme.field }]);
}

/** Draws the scale of greys beside the last picture of errors. */
function errorScale(context: CanvasContext, { x, y, width, height }: Box, theme: Theme): void {
  const ramp = { x: x + width + 7, y: y + 14, width: 6, height: height - 28 };
  const middle = ramp.x + ramp.width / 2;
  const [none, most] = errorGreys(theme);
  const grey = (level: number) => `rgb(${String(level)} ${String(level)} ${String(level)})`;
  const greys = context.createLinearGradient(0, ramp.y + ramp.height, 0, ramp.y);
  greys.addColorStop(0, grey(none));
  greys.addColorStop(1, grey(most));
  context.fillStyle = greys;
  context.fillRect(ramp.x, ramp.y, ramp.width, ramp.height);
  context.strokeStyle = theme.lineStrong;
  context.lineWidth = 1;
  context.strokeRect(ramp.x + 0.5, ramp.y + 0.5, ramp.width - 1, ramp.height - 1);
  const label = (text: string, baseline: number) =>
    ({ kind: 'text', text, at: [middle, baseline], align: 'center', font: fonts(theme).small, fill: theme.ink3 }) as const; // prettier-ignore
  paintMarks(context, [label(String(ERROR_SCALE), y + 9), label('0', y + height - 1)]);
}
