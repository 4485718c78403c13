import type { MemoryItem, SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { ImageSource } from '#shared/setup';
import type { OpenOptions } from '../images/open';
import { openPictures } from '../images/open';
import type { PictureSet } from '../images/picture-set';
import { commonShape, requirePictures } from '../images/picture-set';
import { yieldToOthers } from '../yield';
import { drawWithoutReplacement, Random, Stream } from './random';
import type { Stretch } from './rows';
import { rowsPerStretch } from './rows';

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
  /** All pictures of the set, as they are drawn, and how many of them were loaded or found bad. */
  readonly #order: readonly number[];
  #passed = 0;
  #drawn: Drawn;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(set: PictureSet, images: ImageSource, seed: number) {
    this.#set = set;
    this.shape = commonShape(set.items, images);
    this.dim = this.shape.height * this.shape.width * this.shape.channels;
    const random = new Random(seed, Stream.draw);
    // the whole order is drawn, so that a file which turns out bad is replaced by the next in line
    this.#order = drawWithoutReplacement(random, set.items.length, set.items.length);
    this.#drawn = { states: new Float32Array(), items: [], skipped: set.skipped };
  }

  /** How many pictures there are to draw. */
  get size(): number {
    return this.#order.length;
  }

  static async open(
    images: ImageSource,
    seed: number,
    options: Omit<OpenOptions, 'verify'>,
  ): Promise<Drawing> {
    const set = await openPictures(images, { ...options, verify: 'small sets' });
    requirePictures(set, images.source);
    return new Drawing(set, images, seed);
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
      while (have + loaded.length < count && this.#passed < this.#order.length) {
        await yieldToOthers(signal);
        const results = await this.#some(this.#passed, count - have - loaded.length, signal);
        this.#passed += results.length;
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

  /**
   * The same pictures one stretch after the other, read anew and not kept: for more than fits in memory. Those that
   * cannot be read go to `onSkipped`.
   */
  async *stretches(
    count: number,
    { signal, onProgress }: Pick<OpenOptions, 'signal' | 'onProgress'>,
    onSkipped: (file: SkippedFile) => void,
  ): AsyncGenerator<Stretch> {
    const { dim } = this;
    const most = rowsPerStretch(dim);
    let [first, passed] = [0, 0];
    while (first < count && passed < this.#order.length) {
      const loaded: Loaded[] = [];
      while (loaded.length < Math.min(most, count - first) && passed < this.#order.length) {
        await yieldToOthers(signal);
        const results = await this.#some(passed, Math.min(most, count - first) - loaded.length, signal);
        passed += results.length;
        for (const result of results) {
          if ('reason' in result) onSkipped(result);
          else loaded.push(result);
        }
        onProgress({
          stage: 'Reading pictures',
          done: first + loaded.length,
          total: Math.min(count, this.size),
          unit: 'pictures',
        });
      }
      const states = new Float32Array(loaded.length * dim);
      loaded.forEach(({ pixels }, i) => {
        toState(pixels, states.subarray(i * dim, (i + 1) * dim));
      });
      yield { first, states };
      first += loaded.length;
    }
  }

  /** At most `wanted` pictures from a place in the order on, and no more than are best loaded at once. */
  #some(from: number, wanted: number, signal: AbortSignal): Promise<(Loaded | SkippedFile)[]> {
    const indices = this.#order.slice(from, from + Math.min(this.#set.atOnce, wanted));
    return Promise.all(indices.map((index) => this.#picture(index, signal)));
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
    loaded.forEach(({ pixels }, i) => {
      const from = before.states.length + i * dim;
      toState(pixels, states.subarray(from, from + dim));
    });
    return {
      states,
      items: [...before.items, ...loaded.map(({ item }) => item)],
      skipped: [...before.skipped, ...skipped],
    };
  }
}

/** Pixels in [0, 1] become a state. */
function toState(pixels: Float32Array, state: Float32Array): void {
  const root = Math.sqrt(state.length);
  for (let i = 0; i < state.length; i++) state[i] = (pixels[i] ?? 0) / root;
}
