import type { SkippedFile } from '#shared/api';
import { EngineError, invariant } from '#shared/errors';
import type { ImageSource } from '#shared/setup';
import type { OpenOptions } from '../images/open';
import { openPictures } from '../images/open';
import type { PictureSet, SetItem } from '../images/picture-set';
import { requirePictures } from '../images/picture-set';
import type { TargetShape } from '../images/pixels';
import { drawWithoutReplacement, Random, Stream } from './random';

/** An opened set of pictures: by their names, and in the order in which a seed draws them. */
export class SourceSet {
  #drawn: { readonly seed: number; readonly order: readonly number[] } | undefined;
  #indices: Map<string, number> | undefined;

  constructor(readonly pictures: PictureSet) {}

  static async open(images: ImageSource, options: Omit<OpenOptions, 'verify'>): Promise<SourceSet> {
    const pictures = await openPictures(images, { ...options, verify: 'small sets' });
    requirePictures(pictures, images.source);
    return new SourceSet(pictures);
  }

  /** All pictures, as they are drawn: one that turns out bad is replaced by the next in line. */
  order(seed: number): readonly number[] {
    if (this.#drawn?.seed !== seed) {
      const count = this.pictures.items.length;
      const order = drawWithoutReplacement(new Random(seed, Stream.draw), count, count);
      this.#drawn = { seed, order };
    }
    return this.#drawn.order;
  }

  indexOf(name: string): number | undefined {
    this.#indices ??= new Map(this.pictures.items.map((item, index) => [item.name, index]));
    return this.#indices.get(name);
  }

  item(index: number): SetItem {
    const item = this.pictures.items[index];
    invariant(item, `the set has a picture ${String(index)}`);
    return item;
  }

  /** Pixels in [0, 1] of a shape, or why there are none. */
  async load(index: number, target: TargetShape, signal: AbortSignal): Promise<Float32Array | SkippedFile> {
    const { name } = this.item(index);
    try {
      return await this.pictures.load(index, target, signal);
    } catch (thrown) {
      if (!(thrown instanceof EngineError) || thrown.code !== 'bad-input') throw thrown;
      return { path: name, reason: thrown.message };
    }
  }

  /** Why a name cannot be had: it was skipped when the set was opened, or it is no longer there. */
  missing(name: string): SkippedFile {
    const skipped = this.pictures.skipped.find(({ path }) => path === name);
    return skipped ?? { path: name, reason: 'it is not in the set any more' };
  }
}
