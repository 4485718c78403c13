import type { PictureShape } from '#shared/setup';
import type { Theme } from '../../theme/theme';
import type { Box } from './plot-marks';
import { pictureBox } from './paint-state';

const HATCH = 8;

/** The pixels that the descent may not touch, hatched; a pixel counts when any of its channels is held. */
export function paintHeld(
  ctx: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  held: Uint8Array,
  shape: PictureShape,
  box: Box,
  theme: Theme,
): void {
  const { width, height, channels } = shape;
  const { x, y, ...size } = pictureBox(shape, box);
  const cell = size.width / width;
  const isHeld = (row: number, column: number) => {
    const at = (row * width + column) * channels;
    return held.subarray(at, at + channels).includes(1);
  };
  const region = new Path2D();
  for (let row = 0; row < height; row++) {
    for (let start = 0; start < width; start++) {
      let end = start;
      while (end < width && isHeld(row, end)) end++;
      if (end > start) region.rect(x + start * cell, y + row * cell, (end - start) * cell, cell);
      start = end;
    }
  }
  ctx.save();
  ctx.fillStyle = theme.field;
  ctx.fillRect(x, y, size.width, size.height);
  ctx.clip(region);
  ctx.fillStyle = theme.active;
  ctx.fillRect(x, y, size.width, size.height);
  ctx.beginPath();
  for (let offset = -size.height; offset < size.width; offset += HATCH) {
    ctx.moveTo(x + offset, y + size.height);
    ctx.lineTo(x + offset + size.height, y);
  }
  ctx.strokeStyle = theme.lineControl;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.restore();
}
