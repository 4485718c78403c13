import type { PictureShape } from '#shared/setup';
import type { Theme } from '../theme/theme';
import type { Box, CanvasContext } from './canvas-context';
import { writeStatePixels } from './pictures';

/** The largest box of a picture's aspect ratio within a box, centred. */
export function pictureBox({ width, height }: PictureShape, box: Box): Box {
  const scale = Math.min(box.width / width, box.height / height);
  const fitted = { width: width * scale, height: height * scale };
  return {
    x: box.x + (box.width - fitted.width) / 2,
    y: box.y + (box.height - fitted.height) / 2,
    ...fitted,
  };
}

/** Pictures may shrink to this share of their room so that their pixels stay sharp. */
const MIN_SHARE = 0.7;

/**
 * Returns the longest side within `room` that is a whole multiple of the stored one, or the room itself if the picture
 * would shrink too much. There are `scale` device pixels to a unit of the room.
 */
export function sharpSide({ width, height }: PictureShape, room: number, scale: number): number {
  const stored = Math.max(width, height) / scale;
  const side = Math.floor(room / stored + 1e-6) * stored;
  return side < MIN_SHARE * room ? room : side;
}

/** Paints a state [height, width, channels] as a picture. */
export function paintState(context: CanvasContext, state: Float32Array, shape: PictureShape, box: Box): void {
  paintPixels(context, shape, box, (rgba) => {
    writeStatePixels(rgba, state, shape);
  });
}

/** The error of a pixel from which on it is drawn at full strength, where 1 is the full range of a pixel. */
export const ERROR_SCALE = 0.5;

/**
 * Writes the mean absolute difference over the channels of each pixel as a grey, from the level `none` for no
 * difference to the level `most` at ERROR_SCALE.
 */
export function writePixelErrors(
  rgba: Uint8ClampedArray,
  state: Float32Array,
  other: Float32Array,
  { width, height, channels }: PictureShape,
  [none, most]: readonly [number, number],
): void {
  const perError = Math.sqrt(state.length) / channels / ERROR_SCALE;
  for (let pixel = 0; pixel < width * height; pixel++) {
    let sum = 0;
    for (let i = pixel * channels; i < (pixel + 1) * channels; i++) {
      sum += Math.abs((state[i] ?? 0) - (other[i] ?? 0));
    }
    const grey = none + Math.min(1, sum * perError) * (most - none);
    rgba[4 * pixel] = rgba[4 * pixel + 1] = rgba[4 * pixel + 2] = grey;
    rgba[4 * pixel + 3] = 255;
  }
}

/** Paints the difference of two states pixel by pixel, in the given range of greys. */
export function paintPixelErrors(
  context: CanvasContext,
  [state, other]: readonly [Float32Array, Float32Array],
  shape: PictureShape,
  box: Box,
  greys: readonly [number, number],
): void {
  paintPixels(context, shape, box, (rgba) => {
    writePixelErrors(rgba, state, other, shape, greys);
  });
}

/** One canvas and one image serve all pictures in turn. */
let scratch: OffscreenCanvas | undefined;
let image: ImageData | undefined;

function paintPixels(
  context: CanvasContext,
  shape: PictureShape,
  box: Box,
  write: (rgba: Uint8ClampedArray) => void,
): void {
  const { width, height } = shape;
  if (image?.width !== width || image.height !== height) image = new ImageData(width, height);
  write(image.data);
  // smooth scaling reads beyond a part of a canvas: a larger picture of before would show at the edge of a smaller one
  if (scratch?.width !== width || scratch.height !== height) scratch = new OffscreenCanvas(width, height);
  scratch.getContext('2d', { willReadFrequently: true })?.putImageData(image, 0, 0);
  const place = pictureBox(shape, box);
  const { a: scale, e: left, f: top } = context.getTransform();
  const factor = (place.width * scale) / width;
  // edges between device pixels would blur hard ones
  const x = (Math.round(place.x * scale + left) - left) / scale;
  const y = (Math.round(place.y * scale + top) - top) / scale;
  context.save();
  // whole multiples of the stored size have hard pixels, others are smooth
  context.imageSmoothingEnabled = Math.abs(factor - Math.round(factor)) > 1e-3;
  context.imageSmoothingQuality = 'high';
  context.drawImage(scratch, 0, 0, width, height, x, y, place.width, place.height);
  context.restore();
}

const HATCH_PX = 8;

/** Hatches the pixels that a descent may not change. A pixel counts when any of its channels is clamped. */
export function paintClamped(
  context: CanvasContext,
  clamped: Uint8Array,
  shape: PictureShape,
  box: Box,
  theme: Theme,
): void {
  const { width, height, channels } = shape;
  const { x, y, ...size } = pictureBox(shape, box);
  const cell = size.width / width;
  const isClamped = (row: number, column: number) => {
    const at = (row * width + column) * channels;
    return clamped.subarray(at, at + channels).includes(1);
  };
  const region = new Path2D();
  for (let row = 0; row < height; row++) {
    for (let start = 0; start < width; start++) {
      let end = start;
      while (end < width && isClamped(row, end)) end++;
      if (end > start) region.rect(x + start * cell, y + row * cell, (end - start) * cell, cell);
      start = end;
    }
  }
  context.save();
  context.fillStyle = theme.field;
  context.fillRect(x, y, size.width, size.height);
  context.clip(region);
  context.fillStyle = theme.active;
  context.fillRect(x, y, size.width, size.height);
  context.beginPath();
  for (let offset = -size.height; offset < size.width; offset += HATCH_PX) {
    context.moveTo(x + offset, y + size.height);
    context.lineTo(x + offset + size.height, y);
  }
  context.strokeStyle = theme.lineControl;
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}
