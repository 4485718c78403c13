import type { FilmView } from '#shared/film-job';
import type { PictureShape } from '#shared/setup';
import type { Box } from '../views/canvas-context';
import { sharpSide } from '../views/paint-state';

/** The boxes of a frame's parts, in CSS pixels; the frame has `scale` pixels for each. */
export interface FilmLayout {
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly landscapes: Box | null;
  readonly pictures: Box | null;
  readonly curves: Box | null;
}

const MARGIN = 24;
/** The distance from the stage's edge to its headings. */
const STAGE_MARGIN = 16;
/** The height of the title and the credit. */
const HEAD = 56;
const GAP = 16;
/** The sum of the three gaps between four pictures in a row. */
const PICTURE_GAPS = 24;
/** The height of the names above the pictures. */
const CAPTION = 20;

/** Lays out a frame. Wide frames have the curves beside the pictures, others below them. */
export function filmLayout(framePixels: { width: number; height: number }, view: FilmView): FilmLayout {
  const isWide = framePixels.width / framePixels.height >= 1.4;
  const scale = isWide
    ? Math.min(framePixels.width / 960, framePixels.height / 540)
    : framePixels.width / 800;
  const [width, height] = [framePixels.width / scale, framePixels.height / scale];
  const frame = { scale, width, height };
  const bottom = height - MARGIN;
  const sides = { x: MARGIN - STAGE_MARGIN, width: width - 2 * (MARGIN - STAGE_MARGIN) };
  if (view === 'landscape') {
    const landscapes = { ...sides, y: HEAD, height: height - HEAD };
    return { ...frame, landscapes, pictures: null, curves: null };
  }
  const inner = width - 2 * MARGIN;
  if (view === 'reconstruction') {
    // the pictures leave about a third of the frame to the curves
    const side = Math.min((inner - PICTURE_GAPS) / 4, (bottom - HEAD) * 0.62 - CAPTION);
    const pictures = { x: MARGIN, y: HEAD, width: 4 * side + PICTURE_GAPS, height: side + CAPTION };
    const y = HEAD + pictures.height + GAP;
    return {
      ...frame,
      landscapes: null,
      pictures,
      curves: { x: MARGIN - 8, y, width: inner + 8, height: bottom - y },
    };
  }
  const side = isWide ? 100 : (inner - PICTURE_GAPS) / 4;
  const row = { width: 4 * side + PICTURE_GAPS, height: side + CAPTION };
  const below = isWide ? null : { x: MARGIN - 8, y: bottom - 148, width: inner + 8, height: 148 };
  const pictures = { x: MARGIN, y: (below ? below.y - GAP : bottom) - row.height, ...row };
  const right = MARGIN + row.width + GAP;
  const beside = { x: right, y: pictures.y - 8, width: width - right - MARGIN + 8, height: row.height + 16 };
  const landscapes = { ...sides, y: HEAD - 8, height: pictures.y - HEAD };
  return { ...frame, landscapes, pictures, curves: below ?? beside };
}

/** Returns a box in which pictures are whole multiples of the stored size, unless they would shrink too much. */
export function wholeMultiples(box: Box, shape: PictureShape, scale: number): Box {
  const room = box.height - CAPTION;
  const saved = room - sharpSide(shape, room, scale);
  if (saved === 0) return box;
  return { x: box.x, y: box.y + saved, width: box.width - 4 * saved, height: box.height - saved };
}
