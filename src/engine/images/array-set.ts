import { EngineError } from '#shared/errors';
import type { NpyArray } from '#shared/files/npy';
import type { PictureShape } from '#shared/setup';
import type { RawPixels } from './pixels';
import { toPixels } from './pixels';
import type { PictureSet, SetItem } from './picture-set';

/** Numbers that are loaded at once: some milliseconds. */
const NUMBERS_AT_ONCE = 2 ** 18;

/** Pictures that lie one after the other in an array. */
export interface PictureArray {
  readonly format: string;
  readonly count: number;
  /** The numbers of a picture: [height, width, channels], or with `isPlanar` [channels, height, width]. */
  readonly read: (index: number) => NpyArray | Promise<NpyArray>;
  readonly shape: PictureShape;
  readonly isPlanar?: boolean;
  /** The value of white. */
  readonly white: number;
  /** A class for each picture, where there are labels. */
  readonly labels?: readonly string[];
}

export function arraySet(pictures: PictureArray): PictureSet {
  const { count, shape, format, white, labels } = pictures;
  const { height, width, channels } = shape;
  if (channels < 1 || channels > 4) {
    throw new EngineError(
      'bad-input',
      `Pictures have 1 to 4 channels, not ${String(channels)}.`,
      'Put the channels last: [n, H, W, C].',
    );
  }
  const common = { format, width, height, isColor: channels >= 3, ...(labels && { labels }) };
  return {
    items: Array.from({ length: count }, (_, i) => new ArrayItem(i, common)),
    skipped: [],
    preferredBatch: Math.ceil(NUMBERS_AT_ONCE / (width * height * channels)),
    async load(index, target) {
      const data = interleaved(await pictures.read(index), pictures);
      return toPixels({ width, height, channels: channels as RawPixels['channels'], data, white }, target);
    },
  };
}

type Common = Pick<SetItem, 'format' | 'width' | 'height' | 'isColor'> & Pick<PictureArray, 'labels'>;

/** There may be millions, so that each holds what is its own and makes the rest when it is asked for. */
class ArrayItem implements SetItem {
  readonly #index: number;
  readonly #common: Common;

  constructor(index: number, common: Common) {
    this.#index = index;
    this.#common = common;
  }

  get name(): string {
    return String(this.#index);
  }

  get className(): string | null {
    return this.#common.labels?.[this.#index] ?? null;
  }

  get format(): string {
    return this.#common.format;
  }

  get width(): number {
    return this.#common.width;
  }

  get height(): number {
    return this.#common.height;
  }

  get isColor(): boolean {
    return this.#common.isColor;
  }
}

/** How pictures of `size` numbers are read from an array that is there as a whole. */
export function contiguousPictures(data: NpyArray, size: number): Pick<PictureArray, 'count' | 'read'> {
  return {
    count: Math.floor(data.length / size),
    read: (index) => data.subarray(index * size, (index + 1) * size),
  };
}

function interleaved(values: NpyArray, { shape, isPlanar }: PictureArray): RawPixels['data'] {
  if (!isPlanar) return values instanceof Uint8Array ? values : new Float32Array(values);
  const plane = shape.height * shape.width;
  return Float32Array.from(
    { length: values.length },
    (_, i) => values[(i % shape.channels) * plane + Math.floor(i / shape.channels)] ?? 0,
  );
}
