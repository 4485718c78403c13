import type { PictureShape } from '#shared/setup';
import { writePixels } from '../pictures';
import type { Box } from './plot-marks';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Where a picture of a shape stands in a box: whole, centred. */
export function pictureBox({ width, height }: PictureShape, box: Box): Box {
  const scale = Math.min(box.width / width, box.height / height);
  const fitted = { width: width * scale, height: height * scale };
  return {
    x: box.x + (box.width - fitted.width) / 2,
    y: box.y + (box.height - fitted.height) / 2,
    ...fitted,
  };
}

/** A state [height, width, channels] as a picture. */
export function paintState(ctx: Context, state: Float32Array, shape: PictureShape, box: Box): void {
  paintPixels(ctx, shape, box, (rgba) => {
    writePixels(rgba, state, shape);
  });
}

/** The error of a pixel, 1 being its full range, from which on it is drawn at full strength. */
export const ERROR_SCALE = 0.5;

/** The mean absolute difference over the channels of each pixel, from `none` to `most` at ERROR_SCALE. */
export function writeError(
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

export function paintError(
  ctx: Context,
  state: Float32Array,
  other: Float32Array,
  shape: PictureShape,
  box: Box,
  greys: readonly [number, number],
): void {
  paintPixels(ctx, shape, box, (rgba) => {
    writeError(rgba, state, other, shape, greys);
  });
}

/** Small pictures are made one after the other in one canvas, which grows to the largest, from pixels of the last size. */
let scratch: OffscreenCanvas | undefined;
let image: ImageData | undefined;

function paintPixels(
  ctx: Context,
  shape: PictureShape,
  box: Box,
  paint: (rgba: Uint8ClampedArray) => void,
): void {
  const { width, height } = shape;
  if (image?.width !== width || image.height !== height) image = new ImageData(width, height);
  paint(image.data);
  scratch ??= new OffscreenCanvas(width, height);
  if (scratch.width < width) scratch.width = width;
  if (scratch.height < height) scratch.height = height;
  scratch.getContext('2d', { willReadFrequently: true })?.putImageData(image, 0, 0);
  const place = pictureBox(shape, box);
  const { a: scale, e: left, f: top } = ctx.getTransform();
  const factor = (place.width * scale) / width;
  // edges between device pixels would blur hard ones
  const x = (Math.round(place.x * scale + left) - left) / scale;
  const y = (Math.round(place.y * scale + top) - top) / scale;
  ctx.save();
  // whole multiples of the stored size have hard pixels, others are smooth
  ctx.imageSmoothingEnabled = Math.abs(factor - Math.round(factor)) > 1e-3;
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(scratch, 0, 0, width, height, x, y, place.width, place.height);
  ctx.restore();
}
