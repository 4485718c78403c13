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
    const { dim } = this;
    const before = this.#drawn;
    const have = before.items.length;
    const items: MemoryItem[] = [];
    const skipped: SkippedFile[] = [];
    const left = this.#order.length - this.#passed;
    const states = new Float32Array(Math.max(have, Math.min(count, have + left)) * dim);
    states.set(before.states);
    try {
      while (have + items.length < count && this.#passed < this.#order.length) {
        await yieldToOthers(signal);
        const results = await this.#some(this.#passed, count - have - items.length, signal);
        this.#passed += results.length;
        for (const result of results) {
          if ('reason' in result) {
            skipped.push(result);
            continue;
          }
          toState(result.pixels, states, (have + items.length) * dim);
          items.push(result.item);
        }
        onProgress({ stage: 'Storing pictures', done: have + items.length, total: count, unit: 'pictures' });
      }
    } finally {
      this.#drawn = {
        // of a call that was cancelled, no more than what it has loaded
        states: upTo(states, (have + items.length) * dim),
        items: [...before.items, ...items],
        skipped: [...before.skipped, ...skipped],
      };
    }
    const drawn = this.#drawn;
    return { ...drawn, states: drawn.states.subarray(0, count * dim), items: drawn.items.slice(0, count) };
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
    let [first, passed] = [0, 0];
    while (first < count && passed < this.#order.length) {
      const most = Math.min(rowsPerStretch(dim), count - first, this.#order.length - passed);
      const states = new Float32Array(most * dim);
      let loaded = 0;
      while (loaded < most && passed < this.#order.length) {
        await yieldToOthers(signal);
        const results = await this.#some(passed, most - loaded, signal);
        passed += results.length;
        for (const result of results) {
          if ('reason' in result) onSkipped(result);
          else toState(result.pixels, states, loaded++ * dim);
        }
        onProgress({
          stage: 'Reading pictures',
          done: first + loaded,
          total: Math.min(count, this.size),
          unit: 'pictures',
        });
      }
      yield { first, states: upTo(states, loaded * dim) };
      first += loaded;
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
}

/** All of an array, or a copy of its beginning. */
function upTo(states: Float32Array, length: number): Float32Array {
  return length < states.length ? states.slice(0, length) : states;
}

/** Pixels in [0, 1] become a state, at a place among others. */
function toState(pixels: Float32Array, states: Float32Array, from: number): void {
  const root = Math.sqrt(pixels.length);
  for (let i = 0; i < pixels.length; i++) states[from + i] = (pixels[i] ?? 0) / root;
}
