import type { Box } from './plot-marks';

export const GAP = 8;
export const CAPTION = 20;
/** To the right of the pictures, where there are errors: the greys that they are drawn in. */
export const SCALE_ROOM = 20;

/** The pictures of a query, those of the upper row first, column by column. */
const PICTURES = [
  'query',
  'mrdam',
  'drdam',
  'target',
  'held',
  'mrdam-error',
  'drdam-error',
  'apart',
] as const;
export type PictureName = (typeof PICTURES)[number];

const COLUMNS = 4;

/** The picture's side in a box, and whether there is room below for held pixels and errors. */
export function reconstructionLayout({ width, height }: Box): { side: number; hasErrors: boolean } {
  const side = Math.max(0, Math.min((width - 3 * GAP) / COLUMNS, height - CAPTION));
  return { side, hasErrors: height >= 2 * (side + CAPTION) };
}

/** The part of a column: one of four, and whether it is the lower row's. */
export function placesIn(box: Box): (column: number, isBelow?: boolean) => Box {
  const { side } = reconstructionLayout(box);
  return (column, isBelow = false) => ({
    x: box.x + column * (side + GAP),
    y: box.y + CAPTION + (isBelow ? side + CAPTION : 0),
    width: side,
    height: side,
  });
}

/** Where each picture stands. */
export function pictureCells(box: Box): { readonly name: PictureName; readonly box: Box }[] {
  const place = placesIn(box);
  const shown = reconstructionLayout(box).hasErrors ? PICTURES : PICTURES.slice(0, COLUMNS);
  return shown.map((name, i) => ({ name, box: place(i % COLUMNS, i >= COLUMNS) }));
}
