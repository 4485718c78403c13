import type { Corruption, PictureShape } from '#shared/setup';
import type { Theme } from '../../theme/theme';
import type { Box, CanvasContext } from '../canvas-context';
import { pictureBox } from '../paint-state';
import type { BoxCorruption, Point } from './boxes';
import { unpackBits } from './brush';

/** The opacity of the shade over missing pixels. */
const SHADE_OPACITY = 0.72;
const HANDLE_PX = 8;

/** Shades the pixels that the corruptions remove, and draws the handles of the selected box. */
export function paintMissing(
  context: CanvasContext,
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
  context.save();
  context.globalAlpha = SHADE_OPACITY;
  context.fillStyle = theme.stage;
  context.fill(region);
  context.restore();
  corruptions.forEach((corruption, i) => {
    if (corruption.kind === 'box') outline(context, placed(corruption), i === selected, theme);
  });
}

/** Outlines the brush. */
export function paintBrush(
  context: CanvasContext,
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
  cased(context, ring, 1, theme);
}

/** The pixels that a corruption removes, as boxes: of a mask one for each run of pixels. */
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

function outline(
  context: CanvasContext,
  { x, y, width, height }: Box,
  isSelected: boolean,
  theme: Theme,
): void {
  const frame = new Path2D();
  frame.rect(x, y, width, height);
  cased(context, frame, isSelected ? 2 : 1, theme);
  if (!isSelected) return;
  const handles = new Path2D();
  for (const across of [0, 0.5, 1]) {
    for (const down of [0, 0.5, 1]) {
      if (across === 0.5 && down === 0.5) continue;
      handles.rect(
        x + across * width - HANDLE_PX / 2,
        y + down * height - HANDLE_PX / 2,
        HANDLE_PX,
        HANDLE_PX,
      );
    }
  }
  context.fillStyle = theme.ink1;
  context.strokeStyle = theme.casing;
  context.lineWidth = 2;
  context.stroke(handles);
  context.fill(handles);
}

/** Strokes a line that is visible on light and on dark. */
function cased(context: CanvasContext, path: Path2D, width: number, theme: Theme): void {
  context.strokeStyle = theme.casing;
  context.lineWidth = width + 2;
  context.stroke(path);
  context.strokeStyle = theme.ink1;
  context.lineWidth = width;
  context.stroke(path);
}
