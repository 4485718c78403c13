import type { PictureShape } from '#shared/setup';
import { contextSettings } from '../scene/graphics-info';

/** A part of a canvas that holds a picture. */
export interface Sprite {
  readonly canvas: OffscreenCanvas;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Writes a state as pixels: state · √D clipped to [0, 1], in 8 bits, grey or RGB. */
export function writeStatePixels(rgba: Uint8ClampedArray, state: Float32Array, shape: PictureShape): void {
  const { width, height, channels } = shape;
  const white = 255 * Math.sqrt(width * height * channels);
  // of fewer than three channels, the first is grey
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels;
    rgba[4 * pixel] = white * (state[from] ?? 0);
    rgba[4 * pixel + 1] = white * (state[from + green] ?? 0);
    rgba[4 * pixel + 2] = white * (state[from + blue] ?? 0);
    rgba[4 * pixel + 3] = 255;
  }
}

/** Writes pixels of 8 bits [height, width, channels]. */
function writeBytes(rgba: Uint8ClampedArray, pixels: Uint8Array, { channels }: PictureShape): void {
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; from < pixels.length; from += channels, to += 4) {
    rgba[to] = pixels[from] ?? 0;
    rgba[to + 1] = pixels[from + green] ?? 0;
    rgba[to + 2] = pixels[from + blue] ?? 0;
    rgba[to + 3] = 255;
  }
}

/** Returns a state as a picture on a canvas of its own. */
export function stateCanvas(state: Float32Array, shape: PictureShape): OffscreenCanvas {
  return new StatePicture(shape).show(state).canvas;
}

/** The picture of a changing state on one canvas, which is redrawn without allocation. */
export class StatePicture {
  readonly shape: PictureShape;
  readonly #sprite: Sprite;
  readonly #context: OffscreenCanvasRenderingContext2D | null;
  readonly #image: ImageData;

  constructor(shape: PictureShape) {
    const { width, height } = shape;
    this.shape = shape;
    this.#sprite = { canvas: new OffscreenCanvas(width, height), x: 0, y: 0, width, height };
    this.#context = this.#sprite.canvas.getContext('2d', contextSettings());
    this.#image = new ImageData(width, height);
  }

  show(state: Float32Array): Sprite {
    writeStatePixels(this.#image.data, state, this.shape);
    return this.#put();
  }

  showBytes(pixels: Uint8Array): Sprite {
    writeBytes(this.#image.data, pixels, this.shape);
    return this.#put();
  }

  #put(): Sprite {
    this.#context?.putImageData(this.#image, 0, 0);
    return this.#sprite;
  }
}
