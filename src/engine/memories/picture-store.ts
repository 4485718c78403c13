import type { ImagesReport, SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { CallContext } from '#shared/rpc/server';
import type { ImageSource, PictureShape } from '#shared/setup';
import { AsyncCache } from '../async-cache';
import { fileStamp } from '../files/read-file';
import { Decoder } from '../images/decoder';
import { openPictures } from '../images/open';
import { imagesReport, requirePictures } from '../images/picture-set';
import type { TargetShape } from '../images/pixels';
import type { StartHelper } from '../process/helper';
import { LruRows } from './lru-rows';
import { PictureStates } from './picture-states';
import type { ReadPicture } from './query-builder';
import { SourceSet } from './source-set';

/**
 * The number of sets that stay open, for the memories, the queries and the browser. Archives may be in memory
 * whole.
 */
const MAX_OPEN_SETS = 3;

/** Opens sets of pictures, and caches the states of loaded pictures within a budget of bytes. */
export class PictureStore {
  readonly #decoder: Decoder;
  readonly #sets = new AsyncCache<SourceSet>(MAX_OPEN_SETS);
  readonly #cachedRows: LruRows;
  /** The states from which the stored memories were loaded. */
  #stored: PictureStates | undefined;

  constructor(startHelper: StartHelper, budgetBytes: number) {
    this.#decoder = new Decoder(startHelper);
    this.#cachedRows = new LruRows(budgetBytes);
  }

  /**
   * Decodes every picture of a source and reports what it contains. Nothing is cached.
   * @throws EngineError `bad-input` if no picture can be read.
   */
  async inspect(images: ImageSource, { signal, progress }: CallContext): Promise<ImagesReport> {
    const decoder = this.#decoder;
    const set = await openPictures(images, { decoder, verify: 'all', signal, onProgress: progress });
    requirePictures(set, images.source);
    return imagesReport(set);
  }

  /**
   * Opens a set, or returns it if it is already open. A file or folder counts as changed if its own time or
   * size changed.
   * @throws EngineError if the source cannot be opened.
   */
  async open(images: ImageSource, { signal, progress }: CallContext): Promise<SourceSet> {
    const { source, files, shape } = images;
    const key = [source, files, shape, await fileStamp(source)];
    const options = { decoder: this.#decoder, signal, onProgress: progress };
    return this.#sets.get(key, () => SourceSet.open(images, options), signal);
  }

  /** Returns the pictures of a set as states of a shape: the stored ones if they match. */
  states(set: SourceSet, shape: PictureShape & TargetShape): PictureStates {
    return this.#stored?.matches(set, shape) ? this.#stored : new PictureStates(set, shape, this.#cachedRows);
  }

  /** Keeps states in memory until others are stored. */
  store(states: PictureStates): void {
    this.#stored = states;
  }

  /**
   * Returns a function that reads single pictures of any set as states. It throws `bad-input` if one cannot
   * be read.
   */
  reader(context: CallContext): ReadPicture {
    return async ({ images, name }, shape) => {
      const set = await this.open(images, context);
      const index = set.indexOf(name);
      if (index === undefined) throw unusable(set.missing(name));
      const state = await this.states(set, shape).state(index, context.signal);
      if (!(state instanceof Float32Array)) throw unusable(state);
      return { state, set, index };
    };
  }

  /** Ends the decoders. */
  close(): void {
    this.#decoder.close();
  }
}

function unusable({ path, reason }: SkippedFile): EngineError {
  return new EngineError(
    'bad-input',
    `The picture ${path} cannot be a query: ${reason}.`,
    'Choose another picture.',
  );
}
