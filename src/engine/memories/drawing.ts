import type { MemoryItem, SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { ImageSource } from '#shared/setup';
import type { OpenOptions } from '../images/open';
import { openPictures } from '../images/open';
import type { PictureSet } from '../images/picture-set';
import { commonShape, requirePictures } from '../images/picture-set';
import { yieldToOthers } from '../yield';
import { drawWithoutReplacement, Random, Stream } from './random';

/** Pictures that were drawn, as states. */
export interface Drawn {
  /** [n, dim]: pixels in [0, 1] divided by sqrt(dim). */
  readonly states: Float32Array;
  readonly items: readonly MemoryItem[];
  readonly skipped: readonly SkippedFile[];
}

interface Loaded {
  readonly item: MemoryItem;
  readonly pixels: Float32Array;
}

/**
 * The pictures of a set in the order in which a seed draws them. They are loaded when they are first asked for and stay,
 * so that storing some more costs those alone.
 */
export class Drawing {
  readonly shape: ReturnType<typeof commonShape>;
  readonly dim: number;
  readonly #set: PictureSet;
  readonly #decoder: OpenOptions['decoder'];
  /** What is still to be drawn, first at the end. */
  readonly #left: number[];
  #drawn: Drawn;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(set: PictureSet, images: ImageSource, seed: number, decoder: OpenOptions['decoder']) {
    this.#set = set;
    this.#decoder = decoder;
    this.shape = commonShape(set.items, images);
    this.dim = this.shape.height * this.shape.width * this.shape.channels;
    const random = new Random(seed, Stream.draw);
    // the whole order is drawn, so that a file which turns out bad is replaced by the next in line
    this.#left = drawWithoutReplacement(random, set.items.length, set.items.length).reverse();
    this.#drawn = { states: new Float32Array(), items: [], skipped: set.skipped };
  }

  static async open(
    images: ImageSource,
    seed: number,
    options: Omit<OpenOptions, 'verify'>,
  ): Promise<Drawing> {
    const set = await openPictures(images, { ...options, verify: 'small sets' });
    requirePictures(set, images.source);
    return new Drawing(set, images, seed, options.decoder);
  }

  /** The first `count` pictures, or all where the set has fewer. A cancelled call loses nothing that was loaded. */
  first(count: number, options: Pick<OpenOptions, 'signal' | 'onProgress'>): Promise<Drawn> {
    const turn = this.#turn.then(() => this.#load(count, options));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #load(
    count: number,
    { signal, onProgress }: Pick<OpenOptions, 'signal' | 'onProgress'>,
  ): Promise<Drawn> {
    const loaded: Loaded[] = [];
    const have = this.#drawn.items.length;
    const skipped: SkippedFile[] = [];
    try {
      while (have + loaded.length < count && this.#left.length > 0) {
        await yieldToOthers(signal);
        const wanted = Math.min(this.#decoder.parallel, count - have - loaded.length, this.#left.length);
        const indices = this.#left.slice(-wanted).reverse();
        const results = await Promise.all(indices.map((index) => this.#picture(index, signal)));
        this.#left.length -= wanted;
        for (const result of results) {
          if ('reason' in result) skipped.push(result);
          else loaded.push(result);
        }
        onProgress({ stage: 'Storing pictures', done: have + loaded.length, total: count, unit: 'pictures' });
      }
    } finally {
      this.#drawn = this.#with(loaded, skipped);
    }
    const { states, items } = this.#drawn;
    return { ...this.#drawn, states: states.subarray(0, count * this.dim), items: items.slice(0, count) };
  }

  async #picture(index: number, signal: AbortSignal): Promise<Loaded | SkippedFile> {
    const item = this.#set.items[index];
    if (!item) throw new EngineError('internal', `The set has no picture ${String(index)}.`);
    const { name, className } = item;
    try {
      return { item: { name, className }, pixels: await this.#set.load(index, this.shape, signal) };
    } catch (thrown) {
      if (!(thrown instanceof EngineError) || thrown.code !== 'bad-input') throw thrown;
      return { path: name, reason: thrown.message };
    }
  }

  #with(loaded: readonly Loaded[], skipped: readonly SkippedFile[]): Drawn {
    const { dim } = this;
    const before = this.#drawn;
    const states = new Float32Array(before.states.length + loaded.length * dim);
    states.set(before.states);
    const root = Math.sqrt(dim);
    loaded.forEach(({ pixels }, i) => {
      const row = states.subarray(before.states.length + i * dim, before.states.length + (i + 1) * dim);
      pixels.forEach((value, j) => (row[j] = value / root));
    });
    return {
      states,
      items: [...before.items, ...loaded.map(({ item }) => item)],
      skipped: [...before.skipped, ...skipped],
    };
  }
}
