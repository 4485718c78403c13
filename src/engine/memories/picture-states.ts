import type { MemoryItem, SkippedFile } from '#shared/api';
import type { PictureShape } from '#shared/setup';
import type { OpenOptions } from '../images/open';
import type { TargetShape } from '../images/pixels';
import { identityOf } from '../async-cache';
import { rowOf } from '../vectors';
import { yieldToEventLoop } from '../cooperative-yield';
import type { LruRows } from './lru-rows';
import type { RowBlock } from './row-source';
import { rowsPerBlock } from './row-source';
import type { SourceSet } from './source-set';

/** Pictures as states, in the order that was asked for. */
export interface LoadedPictures {
  /** [n, dim]: pixels in [0, 1] divided by sqrt(dim). */
  readonly states: Float32Array;
  readonly items: readonly MemoryItem[];
  /** Those that were passed over because they cannot be read. */
  readonly skipped: readonly SkippedFile[];
}

type Options = Pick<OpenOptions, 'signal' | 'onProgress'>;

/**
 * The pictures of a set as states of one shape. The rows of the last call stay together, those of earlier calls go
 * to a cache: another order, some more or some fewer cost only the pictures that were not loaded before.
 */
export class PictureStates {
  readonly dim: number;
  readonly #key: string;
  #states: Float32Array = new Float32Array();
  /** Of each picture in `#states` its row. */
  #rows: ReadonlyMap<number, number> = new Map();
  readonly #bad = new Map<number, SkippedFile>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    readonly set: SourceSet,
    readonly shape: PictureShape & TargetShape,
    private readonly cachedRows: LruRows,
  ) {
    const { height, width, channels } = shape;
    this.dim = height * width * channels;
    this.#key = [identityOf(set), height, width, channels].join();
  }

  matches(set: SourceSet, { height, width, channels }: TargetShape): boolean {
    const { shape } = this;
    const isShape = shape.height === height && shape.width === width && shape.channels === channels;
    return set === this.set && isShape;
  }

  /** The first `count` readable pictures of an order, or all where it has fewer. A cancelled call keeps what it has loaded. */
  load(order: readonly number[], count: number, options: Options): Promise<LoadedPictures> {
    const loaded = this.#queue.then(() => this.#fromLastRows(order, count) ?? this.#gather(order, count, options));
    this.#queue = loaded.catch(() => undefined);
    return loaded;
  }

  /** One picture, or why it cannot be had. It stays a while. */
  async state(index: number, signal: AbortSignal): Promise<Float32Array | SkippedFile> {
    const isKnown = this.#isKnown(index);
    const state = await this.#state(index, signal);
    // a copy, because what a helper sent is a part of its message
    if (!isKnown && state instanceof Float32Array) this.cachedRows.set(this.#keyOf(index), state.slice());
    return state;
  }

  /** How many of an order can be read before each of some pictures, as far as it is known; nothing for those not among the first `count`. */
  positions(order: readonly number[], count: number, wanted: ReadonlySet<number>): Map<number, number> {
    const places = new Map<number, number>();
    let place = 0;
    for (const index of order) {
      if (place === count || places.size === wanted.size) break;
      if (this.#bad.has(index)) continue;
      if (wanted.has(index)) places.set(index, place);
      place++;
    }
    return places;
  }

  /**
   * The pictures of an order in blocks, read anew and not kept: for more than fits in memory. Those
   * that cannot be read go to `onSkipped`.
   */
  async *readBlocks(
    order: readonly number[],
    count: number,
    { signal, onProgress }: Options,
    onSkipped: (file: SkippedFile) => void,
  ): AsyncGenerator<RowBlock> {
    const { dim } = this;
    const total = Math.min(count, order.length);
    let [first, passed] = [0, 0];
    while (first < count && passed < order.length) {
      const most = Math.min(rowsPerBlock(dim), count - first, order.length - passed);
      const states = new Float32Array(most * dim);
      let loaded = 0;
      while (loaded < most && passed < order.length) {
        await yieldToEventLoop(signal);
        const some = this.#some(order, passed, most - loaded);
        passed += some.length;
        for (const state of await this.#all(some, signal)) {
          if (state instanceof Float32Array) states.set(state, loaded++ * dim);
          else onSkipped(state);
        }
        onProgress({ stage: 'Reading pictures', done: first + loaded, total, unit: 'pictures' });
      }
      yield { first, states: upTo(states, loaded * dim) };
      first += loaded;
    }
  }

  /** The rows of the last call, where they begin with what is asked for. */
  #fromLastRows(order: readonly number[], count: number): LoadedPictures | undefined {
    const [taken, skipped]: [number[], SkippedFile[]] = [[], []];
    for (const index of order) {
      if (taken.length === count) break;
      const bad = this.#bad.get(index);
      if (bad) skipped.push(bad);
      else if (this.#rows.get(index) === taken.length) taken.push(index);
      else return undefined;
    }
    return this.#taken(this.#states.subarray(0, taken.length * this.dim), taken, skipped);
  }

  async #gather(
    order: readonly number[],
    count: number,
    { signal, onProgress }: Options,
  ): Promise<LoadedPictures> {
    const { dim } = this;
    const total = Math.min(count, order.length);
    const states = new Float32Array(total * dim);
    const [taken, skipped]: [number[], SkippedFile[]] = [[], []];
    let passed = 0;
    try {
      while (taken.length < total && passed < order.length) {
        await yieldToEventLoop(signal);
        const some = this.#some(order, passed, Math.min(rowsPerBlock(dim), total - taken.length));
        passed += some.length;
        const found = await this.#all(some, signal);
        some.forEach((index, i) => {
          const state = found[i];
          if (!(state instanceof Float32Array)) {
            if (state) skipped.push(state);
            return;
          }
          states.set(state, taken.length * dim);
          taken.push(index);
        });
        onProgress({ stage: 'Storing pictures', done: taken.length, total: count, unit: 'pictures' });
      }
    } catch (thrown) {
      this.#cacheRows(states, taken.entries());
      throw thrown;
    }
    const [before, rowsBefore] = [this.#states, this.#rows];
    this.#states = upTo(states, taken.length * dim);
    this.#rows = new Map(taken.map((index, row) => [index, row]));
    for (const index of taken) this.cachedRows.delete(this.#keyOf(index));
    this.cachedRows.reserve(this.#states.byteLength);
    this.#cacheRows(
      before,
      Array.from(rowsBefore, ([index, row]) => [row, index] as const),
    );
    return this.#taken(this.#states, taken, skipped);
  }

  /** Keeps rows of an array that goes, as far as there is room. */
  #cacheRows(states: Float32Array, rows: Iterable<readonly [number, number]>): void {
    const bytes = this.dim * Float32Array.BYTES_PER_ELEMENT;
    for (const [row, index] of rows) {
      if (this.cachedRows.freeBytes < bytes) return;
      if (!this.#isKnown(index)) this.cachedRows.set(this.#keyOf(index), rowOf(states, row, this.dim).slice());
    }
  }

  /** Pictures from a place in an order on: at most `wanted`, and no more to be loaded than is best at once. */
  #some(order: readonly number[], from: number, wanted: number): readonly number[] {
    let [to, unknown] = [from, 0];
    while (to < order.length && to - from < wanted && unknown < this.set.pictures.preferredBatch) {
      if (!this.#isKnown(order[to] ?? -1)) unknown++;
      to++;
    }
    return order.slice(from, to);
  }

  #all(indices: readonly number[], signal: AbortSignal): Promise<(Float32Array | SkippedFile)[]> {
    return Promise.all(indices.map((index) => this.#state(index, signal)));
  }

  async #state(index: number, signal: AbortSignal): Promise<Float32Array | SkippedFile> {
    const row = this.#rows.get(index);
    if (row !== undefined) return rowOf(this.#states, row, this.dim);
    const known = this.#bad.get(index) ?? this.cachedRows.get(this.#keyOf(index));
    if (known) return known;
    const pixels = await this.set.load(index, this.shape, signal);
    if (pixels instanceof Float32Array) return toState(pixels);
    this.#bad.set(index, pixels);
    return pixels;
  }

  #isKnown(index: number): boolean {
    return this.#rows.has(index) || this.#bad.has(index) || this.cachedRows.has(this.#keyOf(index));
  }

  #keyOf(index: number): string {
    return `${this.#key}/${String(index)}`;
  }

  #taken(states: Float32Array, taken: readonly number[], skipped: readonly SkippedFile[]): LoadedPictures {
    const items = taken.map((index) => {
      const { name, className } = this.set.item(index);
      return { name, className };
    });
    return { states, items, skipped };
  }
}

/** All of an array, or a copy of its beginning. */
function upTo(states: Float32Array, length: number): Float32Array {
  return length < states.length ? states.slice(0, length) : states;
}

/** Pixels in [0, 1] become a state, in their own place. */
function toState(pixels: Float32Array): Float32Array {
  const root = Math.sqrt(pixels.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (pixels[i] ?? 0) / root;
  return pixels;
}
