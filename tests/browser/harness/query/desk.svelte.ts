import type { Desk } from '../../../../src/renderer/session/query-editor.svelte';
import type { Engines } from '../../../../src/renderer/session/engines';
import { Library } from '../../../../src/renderer/session/library.svelte';
import type { QueryWish, Settings } from '../../../../src/renderer/domain/settings/settings';
import { defaultSettings, storing } from '../../../../src/renderer/domain/settings/settings';
import { ITEMS } from './engine';

/** A session in which nothing runs. */
export class ScriptedDesk implements Desk {
  readonly library: Library;
  opened = { source: 'set', name: 'Stripes' };
  settings = $state.raw<Settings>({
    ...defaultSettings,
    ...storing(ITEMS.slice(0, 8).map(({ name }) => name)),
  });
  choosing = {
    addQuery: (wish: QueryWish) => {
      this.change({ queries: [...this.settings.queries, wish] });
    },
    setQuery: (index: number, wish: QueryWish) => {
      this.change({ queries: this.settings.queries.map((query, i) => (i === index ? wish : query)) });
    },
  };

  constructor(engines: Engines) {
    this.library = new Library(engines, (error) => {
      console.error(error);
    });
  }

  change(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change };
  }
}
