import type { FilmView } from '#shared/film-job';
import type { PictureShape } from '#shared/setup';
import type { Box } from '../views/canvas-context';

/** Where things stand in a frame. Units are those of a window: a frame has `scale` pixels for each. */
export interface FilmLayout {
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly landscapes: Box | null;
  readonly pictures: Box | null;
  readonly curves: Box | null;
}

const MARGIN = 24;
/** From the stage's edge to its headings. */
const STAGE_MARGIN = 16;
/** Title and credit. */
const HEAD = 56;
const GAP = 16;
/** Between four pictures in a row, and above them their names. */
const PICTURE_GAPS = 24;
const CAPTION = 20;

/** Wide frames have curves beside the pictures, others below them. */
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
    // pictures take what leaves the curves a third of the frame
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

/** The least share of their room that pictures may take for the sake of hard pixels. */
const LEAST_SHARE = 0.7;

/** The pictures' box for pictures that are whole multiples of the stored size, where that costs little. */
export function wholeMultiples(box: Box, { width, height }: PictureShape, scale: number): Box {
  const stored = Math.max(width, height) / scale;
  const room = box.height - CAPTION;
  const side = Math.floor(room / stored + 1e-6) * stored;
  if (side < LEAST_SHARE * room) return box;
  const saved = room - side;
  return { x: box.x, y: box.y + saved, width: box.width - 4 * saved, height: box.height - saved };
}
