import type { Corruption, PictureShape } from '#shared/setup';
import type { Theme } from '../../theme/theme';
import type { Box } from '../canvas-context';
import { pictureBox } from '../paint-state';
import type { BoxCorruption, Point } from './boxes';
import { unpackBits } from './mask';

type Ink = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** What will be missing is dimmed this much. */
const DIMMED = 0.72;
const HANDLE = 8;

/** What will be missing of a picture, and the handles of the selected box. */
export function paintMissing(
  ink: Ink,
  corruptions: readonly Corruption[],
  selected: number,
  shape: PictureShape,
  box: Box,
  theme: Theme,
): void {
  const { x, y, width } = pictureBox(shape, box);
  const cell = width / shape.width;
  const placed = (one: BoxCorruption): Box => ({
    x: x + one.x * cell,
    y: y + one.y * cell,
    width: one.width * cell,
    height: one.height * cell,
  });
  const region = new Path2D();
  for (const corruption of corruptions) {
    for (const one of boxesOf(corruption, shape)) {
      const { x: left, y: top, width: across, height: down } = placed(one);
      region.rect(left, top, across, down);
    }
  }
  ink.save();
  ink.globalAlpha = DIMMED;
  ink.fillStyle = theme.stage;
  ink.fill(region);
  ink.restore();
  corruptions.forEach((corruption, i) => {
    if (corruption.kind === 'box') outline(ink, placed(corruption), i === selected, theme);
  });
}

/** The brush where it would paint. */
export function paintBrush(
  ink: Ink,
  at: Point,
  diameter: number,
  shape: PictureShape,
  box: Box,
  theme: Theme,
): void {
  const { x, y, width } = pictureBox(shape, box);
  const cell = width / shape.width;
  const middle = [x + (Math.floor(at.x) + 0.5) * cell, y + (Math.floor(at.y) + 0.5) * cell] as const;
  const ring = new Path2D();
  ring.arc(...middle, Math.max(4, (diameter * cell) / 2), 0, 2 * Math.PI);
  cased(ink, ring, 1, theme);
}

/** What a corruption occludes, as boxes: of a mask one for each run of pixels. */
function boxesOf(corruption: Corruption, { width, height }: PictureShape): BoxCorruption[] {
  switch (corruption.kind) {
    case 'box':
      return [corruption];
    case 'mask':
      return runsOf(unpackBits(corruption.bits, width * height), width);
    case 'side': {
      const { side, fraction } = corruption;
      const isAcross = side === 'bottom' || side === 'top';
      const cut = Math.round(fraction * (isAcross ? height : width));
      if (cut === 0) return [];
      const size = isAcross ? { width, height: cut } : { width: cut, height };
      const x = side === 'right' ? width - cut : 0;
      const y = side === 'bottom' ? height - cut : 0;
      return [{ kind: 'box', x, y, ...size }];
    }
    case 'noise':
    case 'flip':
      return [];
  }
}

function runsOf(mask: Uint8Array, width: number): BoxCorruption[] {
  const runs: BoxCorruption[] = [];
  for (let from = 0; from < mask.length; from++) {
    if (!mask[from]) continue;
    const edge = from - (from % width) + width;
    let to = from;
    while (to < edge && mask[to]) to++;
    runs.push({ kind: 'box', x: from % width, y: Math.floor(from / width), width: to - from, height: 1 });
    from = to - 1;
  }
  return runs;
}

function outline(ink: Ink, { x, y, width, height }: Box, isSelected: boolean, theme: Theme): void {
  const frame = new Path2D();
  frame.rect(x, y, width, height);
  cased(ink, frame, isSelected ? 2 : 1, theme);
  if (!isSelected) return;
  const handles = new Path2D();
  for (const across of [0, 0.5, 1]) {
    for (const down of [0, 0.5, 1]) {
      if (across === 0.5 && down === 0.5) continue;
      handles.rect(x + across * width - HANDLE / 2, y + down * height - HANDLE / 2, HANDLE, HANDLE);
    }
  }
  ink.fillStyle = theme.ink1;
  ink.strokeStyle = theme.casing;
  ink.lineWidth = 2;
  ink.stroke(handles);
  ink.fill(handles);
}

/** A line that is seen on light and on dark. */
function cased(ink: Ink, path: Path2D, width: number, theme: Theme): void {
  ink.strokeStyle = theme.casing;
  ink.lineWidth = width + 2;
  ink.stroke(path);
  ink.strokeStyle = theme.ink1;
  ink.lineWidth = width;
  ink.stroke(path);
}
