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
  error = $state.raw<EngineError | null>(null);
  #pictures = $state.raw<Readonly<Record<string, Sprite>>>({});
  readonly #engines: Engines;
  readonly #source: string;
  #wanted: readonly string[] = [];
  #isAsking = false;

  constructor(engines: Engines, source: string) {
    this.#engines = engines;
    this.#source = source;
  }

  at(name: string): Sprite | undefined {
    return this.#pictures[name];
  }

  /** Those of these that are missing are asked for; what was wanted before and has not been asked for is forgotten. */
  want(names: readonly string[]): void {
    this.#wanted = names;
    if (!this.#isAsking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    for (;;) {
      const names = this.#wanted.filter((name) => !(name in this.#pictures)).slice(0, MOST_AT_ONCE);
      if (names.length === 0) break;
      this.#wanted = this.#wanted.filter((name) => !names.includes(name)); // one that cannot be read is not asked for on and on
      await this.#load(names);
    }
    this.#isAsking = false;
  }

  async #load(names: string[]): Promise<void> {
    const images = { source: this.#source, gray: false };
    const take = (firstRow: number, come: readonly Sprite[]) => {
      const named = come.map((picture, i) => [names[firstRow + i] ?? '', picture] as const);
      this.#pictures = Object.fromEntries([...Object.entries(this.#pictures), ...named].slice(-MOST));
    };
    try {
      await this.#engines.call(
        'landscape',
        'thumbnails',
        { images, names, side: SIDE },
        {
          ...quietScope(),
          onFrame: ({ firstRow }, { pixels }) => {
            if (pixels) take(firstRow, pictures(pixels));
          },
        },
      );
      this.error = null;
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
