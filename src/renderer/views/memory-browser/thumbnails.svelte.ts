import type { SkippedFile } from '#shared/api';
import { toEngineError } from '#shared/errors';
import type { PictureShape } from '#shared/setup';
import { isEqual } from '../../domain/equality';
import type { FetchThumbnails, ThumbnailRows } from '../../domain/thumbnails';
import type { Sprite } from '../pictures';
import { StatePicture } from '../pictures';
import { SpriteCache } from '../sprite-cache';
import { NO_REASONS, withReasons } from './name-sets';

/** In one call: few enough that the first soon come, and that what scrolled past is soon done. */
const MOST_AT_ONCE = 64;
/** While the list is scrolled nothing is asked for. */
const REST_MS = 60;

/** Small pictures of what is not stored: asked for when they are in view, and kept while there is room. */
export class Thumbnails {
  readonly #sprites: SpriteCache<string>;
  #picture: StatePicture | null = null;
  #version = $state(0);
  /** Why pictures cannot be shown, by their names. */
  failures = $state.raw<ReadonlyMap<string, string>>(NO_REASONS);
  #wanted: readonly string[] = [];
  #asked: { readonly names: readonly string[]; readonly abort: AbortController } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `side`: the longer side of a picture at most. */
  constructor(
    private readonly ask: FetchThumbnails,
    { width, height }: Pick<PictureShape, 'width' | 'height'>,
    private readonly side: number,
  ) {
    const scale = Math.min(1, side / Math.max(width, height));
    const scaled = (length: number) => Math.max(1, Math.round(length * scale));
    this.#sprites = new SpriteCache(scaled(width), scaled(height));
  }

  /** Whatever asks runs again when there is more to show. */
  follow(): number {
    return this.#version;
  }

  at(name: string): Sprite | undefined {
    return this.#sprites.at(name);
  }

  /** What is in view now. What was asked for and is not in view any more is called off. */
  want(names: readonly string[]): void {
    this.#wanted = names;
    const asked = this.#asked;
    if (asked && !names.some((name) => asked.names.includes(name))) asked.abort.abort();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#next(), REST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#wanted = [];
    this.#asked?.abort.abort();
  }

  async #next(): Promise<void> {
    if (this.#asked) return;
    const names = this.#wanted
      .filter((name) => !this.#sprites.has(name) && !this.failures.has(name))
      .slice(0, MOST_AT_ONCE);
    if (names.length === 0) return;
    const abort = new AbortController();
    this.#asked = { names, abort };
    try {
      const skipped = await this.ask(names, this.side, abort.signal, (rows) => {
        this.#take(names, rows);
      });
      this.#fail(skipped);
    } catch (thrown) {
      const { message: reason } = toEngineError(thrown);
      if (!abort.signal.aborted) this.#fail(names.map((path) => ({ path, reason })));
    }
    this.#asked = null;
    this.#version++;
    void this.#next();
  }

  #fail(files: readonly SkippedFile[]): void {
    if (files.length === 0) return;
    this.failures = withReasons(this.failures, files);
  }

  #take(names: readonly string[], { firstRow, shape, pixels }: ThumbnailRows): void {
    const size = shape.width * shape.height * shape.channels;
    const last = this.#picture;
    const isLike = last && isEqual(last.shape, shape);
    const picture = isLike ? last : new StatePicture(shape);
    this.#picture = picture;
    for (let row = 0; row * size < pixels.length; row++) {
      const name = names[firstRow + row];
      if (name === undefined) continue;
      this.#sprites.put(name, picture.showBytes(pixels.subarray(row * size, (row + 1) * size)));
    }
    this.#version++;
  }
}
