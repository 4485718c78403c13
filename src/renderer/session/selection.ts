import { toEngineError } from '#shared/errors';
import { encodeBase64 } from '#shared/base64';
import { imageSourceOf } from '../domain/settings/job';
import type { EngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import type { Library } from './library.svelte';
import type { QuerySettings, Settings } from '../domain/settings/settings';
import { settingsStoring } from '../domain/settings/settings';

/** The parts of a session that the selection needs. */
export interface SelectionContext {
  readonly opened: OpenedSource | null;
  readonly settings: Settings;
  readonly library: Pick<Library, 'browse'>;
  /** The index of the selected query. */
  query: number;
  change(change: Partial<Settings>): void;
  reject(error: EngineError): void;
}

/** Selects which pictures of a set are stored, and which are recalled. */
export class Selection {
  readonly #context: SelectionContext;

  constructor(context: SelectionContext) {
    this.#context = context;
  }

  /** Stores the given number of pictures: adds the next sampled ones, or removes the last. */
  async setCount(count: number): Promise<void> {
    const { memories } = this.#context.settings;
    if (count <= memories.length) {
      this.#context.change({ memories: memories.slice(0, Math.max(1, count)) });
      return;
    }
    await this.#withSampled(this.#context.settings.drawing, (sampled) => {
      const stored = new Set(memories);
      const more = sampled.filter((name) => !stored.has(name)).slice(0, count - memories.length);
      this.add(more);
    });
  }

  /** Samples the same number of other pictures, and recalls the first of them. */
  async resample(): Promise<void> {
    const { drawing, memories } = this.#context.settings;
    await this.#withSampled(drawing + 1, (sampled) => {
      this.#context.change({ drawing: drawing + 1, ...settingsStoring(sampled.slice(0, memories.length)) });
    });
  }

  add(names: readonly string[]): void {
    const { memories } = this.#context.settings;
    const stored = new Set(memories);
    const more = names.filter((name) => !stored.has(name));
    if (more.length > 0) this.#context.change({ memories: [...memories, ...more] });
  }

  /** Removes memories; one is always left. */
  remove(names: readonly string[]): void {
    const gone = new Set(names);
    const left = this.#context.settings.memories.filter((name) => !gone.has(name));
    if (left.length > 0) this.#context.change({ memories: left });
  }

  /** Adds pictures of the set as queries with the corruption of the settings, and selects the first of them. */
  recall(names: readonly string[]): void {
    const { queries } = this.#context.settings;
    const more = names.map((name): QuerySettings => ({
      source: { kind: 'picture', name },
      corruption: null,
    }));
    if (more.length === 0) return;
    this.#context.query = queries.length;
    this.#context.change({ queries: [...queries, ...more] });
  }

  addQuery(query: QuerySettings): void {
    const { queries } = this.#context.settings;
    this.#context.query = queries.length;
    this.#context.change({ queries: [...queries, query] });
  }

  setQuery(index: number, next: QuerySettings): void {
    const { queries } = this.#context.settings;
    this.#context.change({ queries: queries.map((query, i) => (i === index ? next : query)) });
  }

  /** Removes a query; one is always left. */
  removeQuery(index: number): void {
    const queries = this.#context.settings.queries.filter((_, i) => i !== index);
    if (queries.length === 0) return;
    this.#context.query = Math.min(this.#context.query, queries.length - 1);
    this.#context.change({ queries });
  }

  /** Adds a state [D] as a query without corruption. */
  addState(state: Float32Array): void {
    this.addQuery({
      source: { kind: 'state', state: encodeBase64(state) },
      corruption: { corruptions: [], fill: 'mean', clamp: false },
    });
  }

  async #withSampled(seed: number, use: (sampled: readonly string[]) => void): Promise<void> {
    const { opened, library, settings } = this.#context;
    if (!opened) return;
    try {
      const { items } = await library.browse(imageSourceOf(opened.source, settings), seed);
      // a change that was made meanwhile takes precedence
      if (this.#context.settings === settings) use(items.map(({ name }) => name));
    } catch (thrown) {
      this.#context.reject(toEngineError(thrown));
    }
  }
}
