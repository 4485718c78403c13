import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/stix-two-text/wght-italic.css';
import '../../../../src/renderer/theme/tokens.css';
import '../../../../src/renderer/theme/base.css';
import type { QuerySpec } from '#shared/setup';
import { stateDistances } from '#shared/reliability';
import { mount } from 'svelte';
import { QueryEditor } from '../../../../src/renderer/session/query-editor.svelte';
import { Engines } from '../../../../src/renderer/session/engines';
import type { PreparedStates } from '../../../../src/renderer/domain/run/moment';
import type { QueryHarness } from './api';
import { ScriptedContext } from './editor-context.svelte';
import { connectScript, DIM, ITEMS, pictureOf, SHAPE } from './engine';
import Harness from './Harness.svelte';

const asked: QuerySpec[] = [];
const engines = new Engines({
  connectEngine: () => Promise.resolve(connectScript(asked)),
  endEngine: () => Promise.resolve(),
});
const editorContext = new ScriptedContext(engines);
const queryEditor = new QueryEditor(editorContext, engines);

const memories = Float32Array.from(
  { length: 8 * DIM },
  (_, i) => pictureOf(Math.floor(i / DIM))[i % DIM] ?? 0,
);
const queries = memories.slice(0, DIM);
const clamped = new Uint8Array(DIM);
const prepared: PreparedStates = {
  dim: DIM,
  shape: SHAPE,
  items: ITEMS.slice(0, 8),
  memories,
  numQueries: 1,
  queries,
  clamped,
  origins: queries,
  targets: [0],
  distances: stateDistances(memories, queries, clamped, DIM),
};

const harness: QueryHarness = {
  asked,
  queries: () => editorContext.settings.queries,
  openNew: () => {
    queryEditor.openNew();
  },
  openQuery: (query) => {
    queryEditor.openQuery(query);
  },
};
Object.assign(window, { harness });
mount(Harness, { target: document.body, props: { queryEditor, editorContext, prepared } });
