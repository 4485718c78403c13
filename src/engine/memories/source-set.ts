import type { SkippedFile } from '#shared/api';
import { EngineError, invariant } from '#shared/errors';
import type { ImageSource } from '#shared/setup';
import type { OpenOptions } from '../images/open';
import { openPictures } from '../images/open';
import type { PictureSet, SetItem } from '../images/picture-set';
import { requirePictures } from '../images/picture-set';
import type { TargetShape } from '../images/pixels';
import { drawWithoutReplacement, Random, Stream } from './random';

/** An open set of pictures, which are found by their names or drawn by a seed. */
export class SourceSet {
  #drawn: { readonly seed: number; readonly order: readonly number[] } | undefined;
  #indices: Map<string, number> | undefined;

  constructor(readonly pictures: PictureSet) {}

  /**
   * Opens a source of pictures.
   * @throws EngineError if it cannot be opened or contains no usable picture.
   */
  static async open(images: ImageSource, options: Omit<OpenOptions, 'verify'>): Promise<SourceSet> {
    const pictures = await openPictures(images, { ...options, verify: 'small sets' });
    requirePictures(pictures, images.source);
    return new SourceSet(pictures);
  }

  /**
   * Returns the indices of all pictures in the order in which the seed draws them. The next replaces an
   * unreadable one.
   */
  order(seed: number): readonly number[] {
    if (this.#drawn?.seed !== seed) {
      const count = this.pictures.items.length;
      const order = drawWithoutReplacement(new Random(seed, Stream.draw), count, count);
      this.#drawn = { seed, order };
    }
    return this.#drawn.order;
  }

  /** Returns the index of the picture with a name; undefined if there is none. */
  indexOf(name: string): number | undefined {
    this.#indices ??= new Map(this.pictures.items.map((item, index) => [item.name, index]));
    return this.#indices.get(name);
  }

  /** Returns the picture at an index. */
  item(index: number): SetItem {
    const item = this.pictures.items[index];
    invariant(item, `the set has a picture ${String(index)}`);
    return item;
  }

  /** Loads pixels in [0, 1] of the target shape. Returns the reason instead if the picture cannot be read. */
  async load(index: number, target: TargetShape, signal: AbortSignal): Promise<Float32Array | SkippedFile> {
    const { name } = this.item(index);
    try {
      return await this.pictures.load(index, target, signal);
    } catch (thrown) {
      if (!(thrown instanceof EngineError) || thrown.code !== 'bad-input') throw thrown;
      return { path: name, reason: thrown.message };
    }
  }

  /**
   * Returns why there is no picture with a name: it was skipped when the set was opened, or is no longer
   * there.
   */
  missing(name: string): SkippedFile {
    const skipped = this.pictures.skipped.find(({ path }) => path === name);
    return skipped ?? { path: name, reason: 'it is no longer in the set' };
  }
}
