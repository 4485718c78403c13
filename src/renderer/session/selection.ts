import { toEngineError } from '#shared/errors';
import { base64Of } from '../domain/base64';
import { imageSourceOf } from '../domain/settings/job';
import type { Session } from './session.svelte';
import type { QuerySettings } from '../domain/settings/settings';
import { settingsStoring } from '../domain/settings/settings';

/** What is chosen out of a set: the pictures that are stored, and those that are to be recalled. */
export class Selection {
  constructor(private readonly session: Session) {}

  /** Stores so many: the next ones that are drawn, or fewer of the last. */
  async setCount(count: number): Promise<void> {
    const { memories } = this.session.settings;
    if (count <= memories.length) {
      this.session.change({ memories: memories.slice(0, Math.max(1, count)) });
      return;
    }
    await this.#withDrawn(this.session.settings.drawing, (drawn) => {
      const stored = new Set(memories);
      const more = drawn.filter((name) => !stored.has(name)).slice(0, count - memories.length);
      this.add(more);
    });
  }

  /** Draws as many others, and lets the first of them be recalled. */
  async redraw(): Promise<void> {
    const { drawing, memories } = this.session.settings;
    await this.#withDrawn(drawing + 1, (drawn) => {
      this.session.change({ drawing: drawing + 1, ...settingsStoring(drawn.slice(0, memories.length)) });
    });
  }

  add(names: readonly string[]): void {
    const { memories } = this.session.settings;
    const stored = new Set(memories);
    const more = names.filter((name) => !stored.has(name));
    if (more.length > 0) this.session.change({ memories: [...memories, ...more] });
  }

  /** Takes memories away; one stays. */
  remove(names: readonly string[]): void {
    const gone = new Set(names);
    const left = this.session.settings.memories.filter((name) => !gone.has(name));
    if (left.length > 0) this.session.change({ memories: left });
  }

  /** Lets pictures of the set be recalled, damaged as the settings say; the first of them is selected. */
  recall(names: readonly string[]): void {
    const { queries } = this.session.settings;
    const more = names.map((name): QuerySettings => ({ source: { kind: 'picture', name }, damage: null }));
    if (more.length === 0) return;
    this.session.query = queries.length;
    this.session.change({ queries: [...queries, ...more] });
  }

  addQuery(wish: QuerySettings): void {
    const { queries } = this.session.settings;
    this.session.query = queries.length;
    this.session.change({ queries: [...queries, wish] });
  }

  setQuery(index: number, wish: QuerySettings): void {
    const { queries } = this.session.settings;
    this.session.change({ queries: queries.map((query, i) => (i === index ? wish : query)) });
  }

  /** One query stays. */
  removeQuery(index: number): void {
    const queries = this.session.settings.queries.filter((_, i) => i !== index);
    if (queries.length === 0) return;
    this.session.query = Math.min(this.session.query, queries.length - 1);
    this.session.change({ queries });
  }

  /** Lets a state [D] fall as it is. */
  drop(state: Float32Array): void {
    this.addQuery({
      source: { kind: 'state', state: base64Of(state) },
      damage: { corruptions: [], fill: 'mean', clamp: false },
    });
  }

  async #withDrawn(seed: number, use: (drawn: readonly string[]) => void): Promise<void> {
    const { opened, library, settings } = this.session;
    if (!opened) return;
    try {
      const { items } = await library.browse(imageSourceOf(opened.source, settings), seed);
      // what was changed meanwhile came after this
      if (this.session.settings === settings) use(items.map(({ name }) => name));
    } catch (thrown) {
      this.session.reject(toEngineError(thrown));
    }
  }
}
