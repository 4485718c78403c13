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

/** Pictures as states, in the requested order. */
export interface LoadedPictures {
  /** [n, dim]: pixels in [0, 1] divided by sqrt(dim). */
  readonly states: Float32Array;
  readonly items: readonly MemoryItem[];
  /** The pictures that were skipped because they cannot be read. */
  readonly skipped: readonly SkippedFile[];
}

type Options = Pick<OpenOptions, 'signal' | 'onProgress'>;

/**
 * Loads the pictures of a set as states of one shape. The rows of the last call stay in one array, and those
 * of earlier calls move to a cache, so a call costs only the pictures that were not loaded before.
 */
export class PictureStates {
  readonly dim: number;
  readonly #key: string;
  #states: Float32Array = new Float32Array();
  /** The row in `#states` of each picture, by its index. */
  #rows: ReadonlyMap<number, number> = new Map();
  readonly #unreadable = new Map<number, SkippedFile>();
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

  /** Returns whether these are the states of a set in a shape. */
  matches(set: SourceSet, { height, width, channels }: TargetShape): boolean {
    const { shape } = this;
    const isShape = shape.height === height && shape.width === width && shape.channels === channels;
    return set === this.set && isShape;
  }

  /**
   * Loads the first `count` readable pictures of an order, or all if it has fewer. What a cancelled call has
   * loaded is cached.
   * @throws EngineError `cancelled` if the signal is aborted.
   */
  load(order: readonly number[], count: number, options: Options): Promise<LoadedPictures> {
    const loaded = this.#queue.then(
      () => this.#fromLastRows(order, count) ?? this.#gather(order, count, options),
    );
    this.#queue = loaded.catch(() => undefined);
    return loaded;
  }

  /** Loads one picture as a state [dim] and caches it. Returns the reason instead if it cannot be read. */
  async state(index: number, signal: AbortSignal): Promise<Float32Array | SkippedFile> {
    const isKnown = this.#isKnown(index);
    const state = await this.#state(index, signal);
    // cache a copy, because the state may be a view of a larger message of the helper
    if (!isKnown && state instanceof Float32Array) this.cachedRows.set(this.#keyOf(index), state.slice());
    return state;
  }

  /**
   * Maps each wanted picture to its position among the readable ones of an order, as far as it is known which
   * are readable. Pictures that are not among the first `count` are left out.
   */
  positions(order: readonly number[], count: number, wanted: ReadonlySet<number>): Map<number, number> {
    const positions = new Map<number, number>();
    let position = 0;
    for (const index of order) {
      if (position === count || positions.size === wanted.size) break;
      if (this.#unreadable.has(index)) continue;
      if (wanted.has(index)) positions.set(index, position);
      position++;
    }
    return positions;
  }

  /**
   * Yields the first `count` readable pictures of an order in blocks of rows. It reads them without caching,
   * because they need not fit in memory, and passes those that cannot be read to `onSkipped`.
   * @throws EngineError `cancelled` if the signal is aborted.
   */
  async *readBlocks(
    order: readonly number[],
    count: number,
    { signal, onProgress }: Options,
    onSkipped: (file: SkippedFile) => void,
  ): AsyncGenerator<RowBlock> {
    const { dim } = this;
    const total = Math.min(count, order.length);
    let [first, next] = [0, 0];
    while (first < count && next < order.length) {
      const most = Math.min(rowsPerBlock(dim), count - first, order.length - next);
      const states = new Float32Array(most * dim);
      let loaded = 0;
      while (loaded < most && next < order.length) {
        await yieldToEventLoop(signal);
        const batch = this.#nextBatch(order, next, most - loaded);
        next += batch.length;
        for (const state of await this.#loadStates(batch, signal)) {
          if (state instanceof Float32Array) states.set(state, loaded++ * dim);
          else onSkipped(state);
        }
        onProgress({ stage: 'Reading pictures', done: first + loaded, total, unit: 'pictures' });
      }
      yield { first, states: firstNumbers(states, loaded * dim) };
      first += loaded;
    }
  }

  /** Returns the requested pictures if the rows of the last call begin with them, or else undefined. */
  #fromLastRows(order: readonly number[], count: number): LoadedPictures | undefined {
    const [indices, skipped]: [number[], SkippedFile[]] = [[], []];
    for (const index of order) {
      if (indices.length === count) break;
      const skippedFile = this.#unreadable.get(index);
      if (skippedFile) skipped.push(skippedFile);
      else if (this.#rows.get(index) === indices.length) indices.push(index);
      else return undefined;
    }
    return this.#loaded(this.#states.subarray(0, indices.length * this.dim), indices, skipped);
  }

  async #gather(
    order: readonly number[],
    count: number,
    { signal, onProgress }: Options,
  ): Promise<LoadedPictures> {
    const { dim } = this;
    const total = Math.min(count, order.length);
    const states = new Float32Array(total * dim);
    const [indices, skipped]: [number[], SkippedFile[]] = [[], []];
    let next = 0;
    try {
      while (indices.length < total && next < order.length) {
        await yieldToEventLoop(signal);
        const batch = this.#nextBatch(order, next, Math.min(rowsPerBlock(dim), total - indices.length));
        next += batch.length;
        const found = await this.#loadStates(batch, signal);
        batch.forEach((index, i) => {
          const state = found[i];
          if (!(state instanceof Float32Array)) {
            if (state) skipped.push(state);
            return;
          }
          states.set(state, indices.length * dim);
          indices.push(index);
        });
        onProgress({ stage: 'Storing pictures', done: indices.length, total: count, unit: 'pictures' });
      }
    } catch (thrown) {
      this.#cacheRows(states, indices.entries());
      throw thrown;
    }
    const [before, rowsBefore] = [this.#states, this.#rows];
    this.#states = firstNumbers(states, indices.length * dim);
    this.#rows = new Map(indices.map((index, row) => [index, row]));
    for (const index of indices) this.cachedRows.delete(this.#keyOf(index));
    this.cachedRows.reserve(this.#states.byteLength);
    this.#cacheRows(
      before,
      Array.from(rowsBefore, ([index, row]) => [row, index] as const),
    );
    return this.#loaded(this.#states, indices, skipped);
  }

  /** Caches rows [row, index of the picture] of an array that is discarded, while the budget allows. */
  #cacheRows(states: Float32Array, rows: Iterable<readonly [number, number]>): void {
    const bytes = this.dim * Float32Array.BYTES_PER_ELEMENT;
    for (const [row, index] of rows) {
      if (this.cachedRows.freeBytes < bytes) return;
      if (!this.#isKnown(index))
        this.cachedRows.set(this.#keyOf(index), rowOf(states, row, this.dim).slice());
    }
  }

  /**
   * Returns at most `wanted` pictures of an order from a position on, of which at most one batch needs
   * loading.
   */
  #nextBatch(order: readonly number[], from: number, wanted: number): readonly number[] {
    let [to, unknown] = [from, 0];
    while (to < order.length && to - from < wanted && unknown < this.set.pictures.preferredBatch) {
      if (!this.#isKnown(order[to] ?? -1)) unknown++;
      to++;
    }
    return order.slice(from, to);
  }

  #loadStates(indices: readonly number[], signal: AbortSignal): Promise<(Float32Array | SkippedFile)[]> {
    return Promise.all(indices.map((index) => this.#state(index, signal)));
  }

  async #state(index: number, signal: AbortSignal): Promise<Float32Array | SkippedFile> {
    const row = this.#rows.get(index);
    if (row !== undefined) return rowOf(this.#states, row, this.dim);
    const known = this.#unreadable.get(index) ?? this.cachedRows.get(this.#keyOf(index));
    if (known) return known;
    const pixels = await this.set.load(index, this.shape, signal);
    if (pixels instanceof Float32Array) return toState(pixels);
    this.#unreadable.set(index, pixels);
    return pixels;
  }

  #isKnown(index: number): boolean {
    return this.#rows.has(index) || this.#unreadable.has(index) || this.cachedRows.has(this.#keyOf(index));
  }

  #keyOf(index: number): string {
    return `${this.#key}/${String(index)}`;
  }

  #loaded(states: Float32Array, indices: readonly number[], skipped: readonly SkippedFile[]): LoadedPictures {
    const items = indices.map((index) => {
      const { name, className } = this.set.item(index);
      return { name, className };
    });
    return { states, items, skipped };
  }
}

/** Returns the first `length` numbers of an array: the array itself if these are all, or else a copy. */
function firstNumbers(states: Float32Array, length: number): Float32Array {
  return length < states.length ? states.slice(0, length) : states;
}

/** Converts pixels in [0, 1] to a state, in place. */
function toState(pixels: Float32Array): Float32Array {
  const root = Math.sqrt(pixels.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (pixels[i] ?? 0) / root;
  return pixels;
}
