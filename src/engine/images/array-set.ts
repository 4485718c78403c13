import { EngineError } from '#shared/errors';
import type { NpyArray } from '#shared/files/npy';
import type { PictureShape } from '#shared/setup';
import type { RawPixels } from './pixels';
import { toPixels } from './pixels';
import type { PictureSet, SetItem } from './picture-set';

/** Pictures that lie one after the other in an array. */
export interface PictureArray {
  readonly format: string;
  /** [count, height, width, channels], or with `isPlanar` [count, channels, height, width]. */
  readonly data: NpyArray;
  readonly shape: PictureShape;
  readonly isPlanar?: boolean;
  /** The value of white. */
  readonly white: number;
  /** A class for each picture, where there are labels. */
  readonly labels?: readonly string[];
}

export function arraySet(pictures: PictureArray): PictureSet {
  const { data, shape, format, white, labels } = pictures;
  const { height, width, channels } = shape;
  if (channels < 1 || channels > 4) {
    throw new EngineError(
      'bad-input',
      `Pictures have 1 to 4 channels, not ${String(channels)}.`,
      'Put the channels last: [n, H, W, C].',
    );
  }
  const size = height * width * channels;
  const count = Math.floor(data.length / size);
  const items = Array.from({ length: count }, (_, i): SetItem => {
    return { name: String(i), className: labels?.[i] ?? null, format, width, height, isColor: channels >= 3 };
  });
  return {
    items,
    skipped: [],
    load(index, target) {
      const values = interleaved(data.subarray(index * size, (index + 1) * size), pictures);
      const raw = { width, height, channels: channels as RawPixels['channels'], data: values, white };
      return Promise.resolve(toPixels(raw, target));
    },
  };
}

function interleaved(values: NpyArray, { shape, isPlanar }: PictureArray): Float32Array {
  if (!isPlanar) return Float32Array.from(values);
  const plane = shape.height * shape.width;
  return Float32Array.from(
    { length: values.length },
    (_, i) => values[(i % shape.channels) * plane + Math.floor(i / shape.channels)] ?? 0,
  );
}
