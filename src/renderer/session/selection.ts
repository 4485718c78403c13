import { toEngineError } from '#shared/errors';
import { base64Of } from '../domain/base64';
import { imageSourceOf } from '../domain/settings/job';
import type { EngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import type { Library } from './library.svelte';
import type { QuerySettings, Settings } from '../domain/settings/settings';
import { settingsStoring } from '../domain/settings/settings';

/** What selecting needs of a session. */
export interface SelectionContext {
  readonly opened: OpenedSource | null;
  readonly settings: Settings;
  readonly library: Pick<Library, 'browse'>;
  /** The number of the selected query. */
  query: number;
  change(change: Partial<Settings>): void;
  reject(error: EngineError): void;
}

/** What is chosen out of a set: the pictures that are stored, and those that are to be recalled. */
export class Selection {
  readonly #context: SelectionContext;

  constructor(context: SelectionContext) {
    this.#context = context;
  }

  /** Stores so many: the next ones that are drawn, or fewer of the last. */
  async setCount(count: number): Promise<void> {
    const { memories } = this.#context.settings;
    if (count <= memories.length) {
      this.#context.change({ memories: memories.slice(0, Math.max(1, count)) });
      return;
    }
    await this.#withDrawn(this.#context.settings.drawing, (drawn) => {
      const stored = new Set(memories);
      const more = drawn.filter((name) => !stored.has(name)).slice(0, count - memories.length);
      this.add(more);
    });
  }

  /** Draws as many others, and lets the first of them be recalled. */
  async redraw(): Promise<void> {
    const { drawing, memories } = this.#context.settings;
    await this.#withDrawn(drawing + 1, (drawn) => {
      this.#context.change({ drawing: drawing + 1, ...settingsStoring(drawn.slice(0, memories.length)) });
    });
  }

  add(names: readonly string[]): void {
    const { memories } = this.#context.settings;
    const stored = new Set(memories);
    const more = names.filter((name) => !stored.has(name));
    if (more.length > 0) this.#context.change({ memories: [...memories, ...more] });
  }

  /** Takes memories away; one stays. */
  remove(names: readonly string[]): void {
    const gone = new Set(names);
    const left = this.#context.settings.memories.filter((name) => !gone.has(name));
    if (left.length > 0) this.#context.change({ memories: left });
  }

  /** Lets pictures of the set be recalled, damaged as the settings say; the first of them is selected. */
  recall(names: readonly string[]): void {
    const { queries } = this.#context.settings;
    const more = names.map((name): QuerySettings => ({ source: { kind: 'picture', name }, damage: null }));
    if (more.length === 0) return;
    this.#context.query = queries.length;
    this.#context.change({ queries: [...queries, ...more] });
  }

  addQuery(wish: QuerySettings): void {
    const { queries } = this.#context.settings;
    this.#context.query = queries.length;
    this.#context.change({ queries: [...queries, wish] });
  }

  setQuery(index: number, wish: QuerySettings): void {
    const { queries } = this.#context.settings;
    this.#context.change({ queries: queries.map((query, i) => (i === index ? wish : query)) });
  }

  /** One query stays. */
  removeQuery(index: number): void {
    const queries = this.#context.settings.queries.filter((_, i) => i !== index);
    if (queries.length === 0) return;
    this.#context.query = Math.min(this.#context.query, queries.length - 1);
    this.#context.change({ queries });
  }

  /** Lets a state [D] fall as it is. */
  drop(state: Float32Array): void {
    this.addQuery({
      source: { kind: 'state', state: base64Of(state) },
      damage: { corruptions: [], fill: 'mean', clamp: false },
    });
  }

  async #withDrawn(seed: number, use: (drawn: readonly string[]) => void): Promise<void> {
    const { opened, library, settings } = this.#context;
    if (!opened) return;
    try {
      const { items } = await library.browse(imageSourceOf(opened.source, settings), seed);
      // what was changed meanwhile came after this
      if (this.#context.settings === settings) use(items.map(({ name }) => name));
    } catch (thrown) {
      this.#context.reject(toEngineError(thrown));
    }
  }
}
