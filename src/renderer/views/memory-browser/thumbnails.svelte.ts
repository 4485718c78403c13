import type { SkippedFile } from '#shared/api';
import { toEngineError } from '#shared/errors';
import type { PictureShape } from '#shared/setup';
import { isEqual } from '../../domain/equality';
import type { FetchThumbnails, ThumbnailRows } from '../../domain/thumbnails';
import type { Sprite } from '../pictures';
import { StatePicture } from '../pictures';
import { SpriteCache } from '../sprite-cache';
import { NO_REASONS, withReasons } from './name-sets';

/** Pictures per call: few enough that the first arrive soon, and that a call for pictures scrolled past soon ends. */
const MAX_PER_CALL = 64;
/** Nothing is requested while the list scrolls; it must rest for this long. */
const REST_MS = 60;

/** Thumbnails of pictures that are not stored, requested when they come into view and kept while there is room. */
export class Thumbnails {
  readonly #sprites: SpriteCache<string>;
  #picture: StatePicture | null = null;
  #version = $state(0);
  /** Why pictures cannot be shown, by their names. */
  failures = $state.raw<ReadonlyMap<string, string>>(NO_REASONS);
  #wanted: readonly string[] = [];
  #pending: { readonly names: readonly string[]; readonly abort: AbortController } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `side` limits the longer side of a thumbnail, in pixels. */
  constructor(
    private readonly fetchThumbnails: FetchThumbnails,
    { width, height }: Pick<PictureShape, 'width' | 'height'>,
    private readonly side: number,
  ) {
    const scale = Math.min(1, side / Math.max(width, height));
    const scaled = (length: number) => Math.max(1, Math.round(length * scale));
    this.#sprites = new SpriteCache(scaled(width), scaled(height));
  }

  /** Subscribes the caller's effect to the arrival of thumbnails. */
  subscribe(): number {
    return this.#version;
  }

  at(name: string): Sprite | undefined {
    return this.#sprites.at(name);
  }

  /** Sets the pictures in view. A request of which none is in view any more is aborted. */
  request(names: readonly string[]): void {
    this.#wanted = names;
    const pending = this.#pending;
    if (pending && !names.some((name) => pending.names.includes(name))) pending.abort.abort();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#next(), REST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#wanted = [];
    this.#pending?.abort.abort();
  }

  async #next(): Promise<void> {
    if (this.#pending) return;
    const names = this.#wanted
      .filter((name) => !this.#sprites.has(name) && !this.failures.has(name))
      .slice(0, MAX_PER_CALL);
    if (names.length === 0) return;
    const abort = new AbortController();
    this.#pending = { names, abort };
    try {
      const skipped = await this.fetchThumbnails(names, this.side, abort.signal, (rows) => {
        this.#add(names, rows);
      });
      this.#fail(skipped);
    } catch (thrown) {
      const { message: reason } = toEngineError(thrown);
      if (!abort.signal.aborted) this.#fail(names.map((path) => ({ path, reason })));
    }
    this.#pending = null;
    this.#version++;
    void this.#next();
  }

  #fail(files: readonly SkippedFile[]): void {
    if (files.length === 0) return;
    this.failures = withReasons(this.failures, files);
  }

  #add(names: readonly string[], { firstRow, shape, pixels }: ThumbnailRows): void {
    const size = shape.width * shape.height * shape.channels;
    const last = this.#picture;
    const canReuse = last && isEqual(last.shape, shape);
    const picture = canReuse ? last : new StatePicture(shape);
    this.#picture = picture;
    for (let row = 0; row * size < pixels.length; row++) {
      const name = names[firstRow + row];
      if (name === undefined) continue;
      this.#sprites.put(name, picture.showBytes(pixels.subarray(row * size, (row + 1) * size)));
    }
    this.#version++;
  }
}
