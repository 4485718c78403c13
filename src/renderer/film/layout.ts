import type { FilmView } from '#shared/film';
import type { Box } from '../views/strip/marks';

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
  if (view === 'landscape') {
    const landscapes = { x: 0, y: HEAD, width, height: height - HEAD };
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
      pictures: { ...pictures, x: (width - pictures.width) / 2 },
      curves: { x: MARGIN - 8, y, width: inner + 8, height: bottom - y },
    };
  }
  const side = isWide ? 100 : (inner - PICTURE_GAPS) / 4;
  const row = { width: 4 * side + PICTURE_GAPS, height: side + CAPTION };
  const below = isWide ? null : { x: MARGIN - 8, y: bottom - 148, width: inner + 8, height: 148 };
  const pictures = { x: MARGIN, y: (below ? below.y - GAP : bottom) - row.height, ...row };
  const right = MARGIN + row.width + GAP;
  const beside = { x: right, y: pictures.y - 8, width: width - right - MARGIN + 8, height: row.height + 16 };
  const landscapes = { x: 0, y: HEAD - 8, width, height: pictures.y - HEAD };
  return { ...frame, landscapes, pictures, curves: below ?? beside };
}
