import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { CallContext } from '#shared/rpc/server';
import type { MemoriesSpec } from '#shared/setup';
import { formatBytes, formatCount } from '#shared/units';
import { AsyncCache } from '../async-cache';
import { fileStamp } from '../files/read-file';
import { statesShape } from '../files/state-files';
import { commonShape } from '../images/picture-set';
import type { MemorySet } from './memory-set';
import { drawMemories, memoriesByName, memoriesFromFile } from './memory-set';
import type { PictureStore } from './picture-store';
import type { StreamedMemories } from './streamed';
import { isStreamed, streamFile, streamPictures } from './streamed';

/** Loads the memories of a setup. Memories over a budget of bytes are streamed instead. */
export class MemoryStore {
  readonly #pictures: PictureStore;
  readonly #budgetBytes: number;
  /** The memories of the last file. The picture store caches those of pictures. */
  readonly #fromFile = new AsyncCache<MemorySet>(1);

  constructor(pictures: PictureStore, budgetBytes: number) {
    this.#pictures = pictures;
    this.#budgetBytes = budgetBytes;
  }

  /**
   * Loads memories as rows, or returns them as a stream if their rows would be over the budget.
   * @throws EngineError `too-large` if chosen pictures are over the budget; `bad-input` or `not-found` if
   * none can be read.
   */
  async load(spec: MemoriesSpec, context: CallContext): Promise<MemorySet | StreamedMemories> {
    const { signal, progress } = context;
    if (spec.from === 'file') {
      const { path, shape } = spec;
      const { count, dim } = await statesShape(path);
      if (bytesOf(count, dim) > this.#budgetBytes) return streamFile(path, shape);
      const key = [path, shape, await fileStamp(path)];
      return this.#fromFile.get(key, () => memoriesFromFile(path, shape), signal);
    }
    const options = { signal, onProgress: progress };
    const set = await this.#pictures.open(spec.images, context);
    const states = this.#pictures.states(set, commonShape(set.pictures.items, spec.images));
    const count =
      spec.from === 'chosen' ? spec.names.length : Math.min(spec.count, set.pictures.items.length);
    const isOverBudget = bytesOf(count, states.dim) > this.#budgetBytes;
    if (isOverBudget && spec.from === 'chosen') {
      const size = this.#sizeOf({ count, dim: states.dim });
      throw new EngineError('too-large', `${size}.`, 'Choose fewer pictures, or a smaller picture size.');
    }
    this.#pictures.store(states);
    if (spec.from === 'chosen') return memoriesByName(states, spec.names, options);
    if (isOverBudget) return streamPictures(states, spec.seed, spec.count);
    return drawMemories(states, spec.seed, spec.count, options);
  }

  /**
   * Loads memories as rows.
   * @throws EngineError `too-large` if the rows would be over the budget, and as `load` does.
   */
  async loadRows(spec: MemoriesSpec, context: CallContext): Promise<MemorySet> {
    const memories = await this.load(spec, context);
    if (!isStreamed(memories)) return memories;
    throw new EngineError(
      'too-large',
      `${this.#sizeOf(memories)}.`,
      'Store fewer memories, or use DrDAM alone, which sums them as they are read.',
    );
  }

  /** Returns the notice that says that memories are streamed. */
  streamedNotice(streamed: StreamedMemories): Notice {
    return {
      id: 'streamed',
      severity: 'info',
      summary: `${this.#sizeOf(streamed)}, so they are summed into T as they are read.`,
    };
  }

  #sizeOf({ count, dim }: Pick<StreamedMemories, 'count' | 'dim'>): string {
    const size = formatBytes(bytesOf(count, dim));
    const budget = formatBytes(this.#budgetBytes);
    return `${formatCount(count)} memories of D ${formatCount(dim)} take ${size} as rows, but at most ${budget} is kept in memory`;
  }
}

function bytesOf(count: number, dim: number): number {
  return count * dim * Float32Array.BYTES_PER_ELEMENT;
}
