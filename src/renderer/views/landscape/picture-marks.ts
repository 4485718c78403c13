import type { Rect } from '../../scene/view-camera';
import type { Sprite } from '../pictures';
import type { Ink } from './pane';

const CORNER = 2;

/** A picture in its frame. Whole multiples of the stored size are drawn with hard pixels, others smooth. */
export function drawPicture(ink: Ink, picture: Sprite, box: Rect, frame: string, frameWidth: number): void {
  const { x, y, width, height } = box;
  drawShadow(ink, box, frameWidth);
  ink.fillStyle = frame;
  ink.beginPath();
  ink.roundRect(
    x - frameWidth,
    y - frameWidth,
    width + 2 * frameWidth,
    height + 2 * frameWidth,
    CORNER + frameWidth,
  );
  ink.fill();
  ink.save();
  ink.beginPath();
  ink.roundRect(x, y, width, height, CORNER);
  ink.clip();
  ink.imageSmoothingEnabled = width % picture.width !== 0 || height % picture.height !== 0;
  ink.imageSmoothingQuality = 'high';
  ink.drawImage(picture.canvas, picture.x, picture.y, picture.width, picture.height, x, y, width, height);
  ink.restore();
}

/** Layers instead of a blur, which takes two thirds of a frame where the graphics device is software. */
function drawShadow(ink: Ink, { x, y, width, height }: Rect, frameWidth: number): void {
  ink.fillStyle = 'rgb(0 0 0 / 9%)';
  for (const spread of [1, 2, 3.5, 5.5]) {
    const out = frameWidth + spread;
    ink.beginPath();
    ink.roundRect(x - out, y + 2 - out, width + 2 * out, height + 2 * out, CORNER + out);
    ink.fill();
  }
}

/** The box of a picture whose longer side is `side`. */
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

export interface TagLook {
  readonly size: number;
  readonly font: string;
  readonly ground: string;
  readonly ink: string;
  readonly ring: string;
}

/** A query's letter on a disc, or on a pill where it takes more than one. */
export function drawTag(ink: Ink, x: number, y: number, letters: string, look: TagLook): void {
  ink.font = look.font;
  ink.textAlign = 'center';
  ink.textBaseline = 'middle';
  const width = letters.length > 1 ? Math.ceil(ink.measureText(letters).width) + 0.75 * look.size : look.size;
  ink.beginPath();
  ink.roundRect(x - width / 2, y - look.size / 2, width, look.size, look.size / 2);
  ink.fillStyle = look.ground;
  ink.fill();
  ink.strokeStyle = look.ring;
  ink.lineWidth = 1.5;
  ink.stroke();
  ink.fillStyle = look.ink;
  ink.fillText(letters, x, y + 0.5);
}
