import type { PictureShape } from '#shared/setup';
import { canvasSettings } from '../scene/software';

/** States as pictures: pixels are state · √D clipped to [0, 1], in 8 bits, gray or RGB, never tinted. */

export function pictureOf(state: Float32Array, shape: PictureShape): OffscreenCanvas {
  return new StatePicture(shape).show(state);
}

/** A picture of a state that moves: one canvas, drawn anew without allocation. */
export class StatePicture {
  readonly shape: PictureShape;
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D | null;
  readonly #image: ImageData;

  constructor(shape: PictureShape) {
    this.shape = shape;
    this.#canvas = new OffscreenCanvas(shape.width, shape.height);
    this.#context = this.#canvas.getContext('2d', canvasSettings());
    this.#image = new ImageData(shape.width, shape.height);
  }

  show(state: Float32Array): OffscreenCanvas {
    const { width, height, channels } = this.shape;
    const scale = 255 * Math.sqrt(width * height * channels);
    const rgba = this.#image.data;
    // fewer than three channels: the first is gray
    const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
    for (let pixel = 0; pixel < width * height; pixel++) {
      const from = pixel * channels;
      rgba[4 * pixel] = scale * (state[from] ?? 0);
      rgba[4 * pixel + 1] = scale * (state[from + green] ?? 0);
      rgba[4 * pixel + 2] = scale * (state[from + blue] ?? 0);
      rgba[4 * pixel + 3] = 255;
    }
    this.#context?.putImageData(this.#image, 0, 0);
    return this.#canvas;
  }
}

/** Pictures of memories, made when they are first shown and kept as long as the memories are. */
export class MemoryPictures {
  readonly #pictures = new WeakMap<Float32Array, Map<number, OffscreenCanvas>>();

  /** The picture of row `index` of memories [K, D]. */
  of(memories: Float32Array, index: number, shape: PictureShape): OffscreenCanvas {
    const made = this.#pictures.get(memories) ?? new Map<number, OffscreenCanvas>();
    this.#pictures.set(memories, made);
    const dim = shape.width * shape.height * shape.channels;
    const picture = made.get(index) ?? pictureOf(memories.subarray(index * dim, (index + 1) * dim), shape);
    made.set(index, picture);
    return picture;
  }
}
