import type { PictureShape } from '#shared/setup';
import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import type { FrameArray } from '#shared/rpc/frame';
import type { Sprite } from '../views/pictures';
import type { Engines } from './engines';
import { quietScope } from './scope';

/** The longer side: twice what a grid shows, for dense screens. */
const SIDE = 96;
/** 37 MiB of pictures, a few screens full. */
const MOST = 1024;
const MOST_AT_ONCE = 128;

/** Small pictures of one source, asked for as they come into view. */
export class Thumbnails {
  /** Grows with the pictures that have come. */
  version = $state(0);
  error = $state.raw<EngineError | null>(null);
  readonly #engines: Engines;
  readonly #source: string;
  /** Null where a picture cannot be read, or is on its way. */
  readonly #pictures = new Map<string, Sprite | null>();
  #wanted: readonly string[] = [];
  #isAsking = false;

  constructor(engines: Engines, source: string) {
    this.#engines = engines;
    this.#source = source;
  }

  at(name: string): Sprite | undefined {
    return this.#pictures.get(name) ?? undefined;
  }

  /** Those of these that are missing are asked for; what was wanted before and has not been asked for is forgotten. */
  want(names: readonly string[]): void {
    this.#wanted = names.filter((name) => !this.#pictures.has(name)).slice(0, MOST_AT_ONCE);
    if (!this.#isAsking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    while (this.#wanted.length > 0) {
      const names = [...this.#wanted];
      this.#wanted = [];
      for (const name of names) this.#pictures.set(name, null);
      for (const [name] of [...this.#pictures].slice(0, Math.max(0, this.#pictures.size - MOST))) {
        this.#pictures.delete(name);
      }
      await this.#load(names);
    }
    this.#isAsking = false;
  }

  async #load(names: string[]): Promise<void> {
    const images = { source: this.#source, gray: false };
    try {
      await this.#engines.call(
        'landscape',
        'thumbnails',
        { images, names, side: SIDE },
        {
          ...quietScope(),
          onFrame: ({ firstRow }, { pixels }) => {
            if (!pixels) return;
            pictures(pixels).forEach((picture, i) => {
              const name = names[firstRow + i];
              if (name !== undefined) this.#pictures.set(name, picture);
            });
            this.version++;
          },
        },
      );
    } catch (thrown) {
      this.error = toEngineError(thrown);
    }
  }
}

/** Of pixels [n, height, width, channels] u8. */
function pictures({ data, shape }: FrameArray): Sprite[] {
  const [count = 0, height = 1, width = 1, channels = 1] = shape;
  const each = height * width * channels;
  return Array.from({ length: count }, (_, i) =>
    picture(data.subarray(i * each, (i + 1) * each), { height, width, channels }),
  );
}

function picture(pixels: ArrayLike<number>, { height, width, channels }: PictureShape): Sprite {
  const canvas = new OffscreenCanvas(width, height);
  const image = new ImageData(width, height);
  // fewer than three channels: the first is gray
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels;
    image.data[4 * pixel] = pixels[from] ?? 0;
    image.data[4 * pixel + 1] = pixels[from + green] ?? 0;
    image.data[4 * pixel + 2] = pixels[from + blue] ?? 0;
    image.data[4 * pixel + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return { canvas, x: 0, y: 0, width, height };
}
