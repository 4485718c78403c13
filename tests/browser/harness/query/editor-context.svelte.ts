import type { EditorContext } from '../../../../src/renderer/session/query-editor.svelte';
import type { Engines } from '../../../../src/renderer/session/engines';
import { Library } from '../../../../src/renderer/session/library.svelte';
import type { QuerySettings, Settings } from '../../../../src/renderer/domain/settings/settings';
import { defaultSettings, settingsStoring } from '../../../../src/renderer/domain/settings/settings';
import { ITEMS } from './engine';

/** A session in which nothing runs. */
export class ScriptedContext implements EditorContext {
  readonly library: Library;
  opened = { source: 'set', name: 'Stripes' };
  settings = $state.raw<Settings>({
    ...defaultSettings,
    ...settingsStoring(ITEMS.slice(0, 8).map(({ name }) => name)),
  });
  selection = {
    addQuery: (wish: QuerySettings) => {
      this.change({ queries: [...this.settings.queries, wish] });
    },
    setQuery: (index: number, wish: QuerySettings) => {
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
