import type { SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { NpyArray } from '#shared/files/npy';
import type { PictureShape } from '#shared/setup';
import type { RawPixels } from './pixels';
import { toPixels } from './pixels';
import type { PictureSet, SetItem } from './picture-set';

/** The numbers of one batch, which load in a few milliseconds. */
const NUMBERS_PER_BATCH = 2 ** 18;

/** Pictures that lie one after another in an array. */
export interface PictureArray {
  readonly format: string;
  readonly count: number;
  /**
   * Returns the numbers of a picture: [height, width, channels], or [channels, height, width] if `isPlanar`.
   */
  readonly read: (index: number) => NpyArray | Promise<NpyArray>;
  readonly shape: PictureShape;
  readonly isPlanar?: boolean;
  /** The number that stands for white. */
  readonly white: number;
  /** The class of each picture, if the file has labels. */
  readonly labels?: readonly string[];
  /** The arrays of the file that cannot be read. */
  readonly skipped?: readonly SkippedFile[];
}

/**
 * Returns the pictures of an array as a set.
 * @throws EngineError `bad-input` for a number of channels that no picture has.
 */
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
    skipped: pictures.skipped ?? [],
    preferredBatch: Math.ceil(NUMBERS_PER_BATCH / (width * height * channels)),
    async load(index, target) {
      const data = interleaved(await pictures.read(index), pictures);
      return toPixels({ width, height, channels: channels as RawPixels['channels'], data, white }, target);
    },
  };
}

type Common = Pick<SetItem, 'format' | 'width' | 'height' | 'isColor'> & Pick<PictureArray, 'labels'>;

/**
 * One picture of an array. There may be millions, so each item stores only its index and a shared reference.
 */
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

/** Splits an array in memory into pictures of `size` numbers each. */
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
