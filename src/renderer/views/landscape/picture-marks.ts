import type { Rect } from '../../scene/view-camera';
import type { Sprite } from '../pictures';
import type { CanvasContext } from '../canvas-context';

const CORNER = 2;

/**
 * Draws a picture in its frame. Whole multiples of the stored size are drawn with sharp pixels, others are smoothed.
 */
export function drawPicture(
  context: CanvasContext,
  picture: Sprite,
  box: Rect,
  frame: string,
  frameWidth: number,
): void {
  const { x, y, width, height } = box;
  drawShadow(context, box, frameWidth);
  context.fillStyle = frame;
  context.beginPath();
  context.roundRect(
    x - frameWidth,
    y - frameWidth,
    width + 2 * frameWidth,
    height + 2 * frameWidth,
    CORNER + frameWidth,
  );
  context.fill();
  context.save();
  context.beginPath();
  context.roundRect(x, y, width, height, CORNER);
  context.clip();
  context.imageSmoothingEnabled = width % picture.width !== 0 || height % picture.height !== 0;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture.canvas, picture.x, picture.y, picture.width, picture.height, x, y, width, height);
  context.restore();
}

/** Draws the shadow in layers, because a blur takes two thirds of a frame under software rendering. */
function drawShadow(context: CanvasContext, { x, y, width, height }: Rect, frameWidth: number): void {
  context.fillStyle = 'rgb(0 0 0 / 9%)';
  for (const spread of [1, 2, 3.5, 5.5]) {
    const outset = frameWidth + spread;
    context.beginPath();
    context.roundRect(x - outset, y + 2 - outset, width + 2 * outset, height + 2 * outset, CORNER + outset);
    context.fill();
  }
}

/** Returns the size of a picture whose longer side is `side`. */
export function boxSize(
  shape: { width: number; height: number },
  side: number,
): { width: number; height: number } {
  const longer = Math.max(shape.width, shape.height);
  return {
    width: Math.max(1, Math.round((side * shape.width) / longer)),
    height: Math.max(1, Math.round((side * shape.height) / longer)),
  };
}

export interface TagStyle {
  readonly size: number;
  readonly font: string;
  readonly fill: string;
  readonly letterColor: string;
  readonly ring: string;
  /** Whether the ring is dashed: the state is not where its letter is. */
  readonly isDashed?: boolean;
}

/** Draws a query's letter on a disc, or several letters on a pill. */
export function drawTag(
  context: CanvasContext,
  x: number,
  y: number,
  letters: string,
  style: TagStyle,
): void {
  context.font = style.font;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const width =
    letters.length > 1 ? Math.ceil(context.measureText(letters).width) + 0.75 * style.size : style.size;
  context.beginPath();
  context.roundRect(x - width / 2, y - style.size / 2, width, style.size, style.size / 2);
  context.fillStyle = style.fill;
  context.fill();
  context.strokeStyle = style.ring;
  context.lineWidth = 1.5;
  context.setLineDash(style.isDashed ? [3, 2] : []);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = style.letterColor;
  context.fillText(letters, x, y + 0.5);
}
