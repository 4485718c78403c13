import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BrowseReport, Params } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { QuerySpec } from '#shared/setup';
import { Deferred, ScriptedEngine } from '../../../tests/support/scripted-engine';
import { preparedReport, sendPrepared } from '../../../tests/support/scripted-run';
import type { Draft } from '../domain/settings/query-draft';
import type { CorruptionSettings, QuerySettings, Settings } from '../domain/settings/settings';
import { defaultSettings, settingsStoring, sideMissing } from '../domain/settings/settings';
import { QueryEditor } from './query-editor.svelte';

const PAUSE_MS = 100;
const picture = (name: string) => ({ kind: 'picture', name }) as const;
const topMissing = sideMissing('top', 0.25, 'black');
const leftMissing = sideMissing('left', 0.5, 'black');

class Context {
  opened: { source: string; name: string } | null = { source: 'set', name: 'Set' };
  settings: Settings = {
    ...defaultSettings,
    memories: ['a', 'b', 'c'],
    queries: [{ source: picture('a'), corruption: null }],
  };
  readonly listed: Promise<BrowseReport> = Promise.resolve({
    shape: { height: 1, width: 2, channels: 1 },
    total: 1,
    items: [{ name: 'z', className: null }],
    skipped: [],
  });
  readonly library = { list: () => this.listed, thumbnails: () => Promise.resolve([]) };
  readonly selection = {
    addQuery: (query: QuerySettings) => {
      this.change({ queries: [...this.settings.queries, query] });
    },
    setQuery: (index: number, query: QuerySettings) => {
      this.change({ queries: this.settings.queries.with(index, query) });
    },
  };

  change(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change };
  }
}

let context: Context;
let engine: ScriptedEngine;
let editor: QueryEditor;
/** The queries whose previews were requested. */
let previewed: QuerySpec[];
beforeEach(() => {
  vi.useFakeTimers();
  [context, engine, previewed] = [new Context(), new ScriptedEngine(), []];
  editor = new QueryEditor(context, engine);
  engine.on('prepare', (params, options) => {
    previewed.push(...queriesOf(params));
    sendPrepared(options);
    return Promise.resolve(preparedReport);
  });
});
afterEach(() => {
  vi.useRealTimers();
});

function queriesOf({ queries }: Params<'prepare'>): QuerySpec[] {
  return queries.from === 'each' ? queries.queries : [];
}

const afterMs = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('a new query', () => {
  it('is made from the first memory that no query is made from', () => {
    editor.openNew();
    expect([editor.query, editor.draft]).toEqual([null, { source: picture('b'), corruption: null }]);
  });

  it('is made from the first memory where all have queries', () => {
    context.change(settingsStoring(['a', 'b']));
    editor.openNew();
    expect(editor.draft?.source).toEqual(picture('a'));
  });

  it('needs an open set', () => {
    context.opened = null;
    editor.openNew();
    expect(editor.draft).toBeNull();
  });

  it('is added with its corruption, and the next new query begins anew', () => {
    editor.openNew();
    editor.change({ corruption: topMissing });
    editor.addAsNew();
    expect(context.settings.queries[1]).toEqual({ source: picture('b'), corruption: topMissing });
    expect(editor.draft).toBeNull();
    editor.openNew();
    expect(editor.draft).toEqual({ source: picture('c'), corruption: null });
  });

  it('that is closed is there again with its history', () => {
    editor.openNew();
    editor.change({ corruption: topMissing });
    editor.close();
    expect(editor.draft).toBeNull();
    editor.openNew();
    expect(editor.draft?.corruption).toEqual(topMissing);
    editor.undo();
    expect([editor.draft?.corruption, editor.canUndo, editor.canRedo]).toEqual([null, false, true]);
  });

  it('that is unfinished is dropped where pictures of another set or shape are open', () => {
    editor.openNew();
    editor.change({ corruption: topMissing });
    editor.close();
    context.change({ pictures: { side: 16, gray: true } });
    editor.openNew();
    expect(editor.draft?.corruption).toBeNull();
  });
});

describe('an edited query', () => {
  it('becomes what was painted, and is painted on from there', () => {
    editor.openQuery(0);
    const base = Float32Array.of(1, 0);
    const painted: Draft['source'] = { kind: 'drawn', base, state: Float32Array.of(1, -2) };
    editor.change({ source: painted });
    expect(editor.origin).toEqual(Float32Array.of(1, -2));
    editor.replace();
    expect(context.settings.queries).toEqual([
      { source: { kind: 'state', state: 'AACAPwAAAMA=' }, corruption: null },
    ]);
    editor.openQuery(0);
    expect(editor.draft?.source).toMatchObject({ kind: 'drawn', state: Float32Array.of(1, -2) });
  });

  it('keeps its own unfinished draft, and a new query another', () => {
    editor.openQuery(0);
    editor.change({ corruption: topMissing });
    editor.close();
    editor.openNew();
    expect(editor.draft?.corruption).toBeNull();
    editor.close();
    editor.openQuery(0);
    expect([editor.query, editor.draft?.corruption]).toEqual([0, topMissing]);
  });

  it('can be added beside the one that it came from', () => {
    editor.openQuery(0);
    editor.change({ corruption: topMissing });
    editor.addAsNew();
    expect(context.settings.queries).toEqual([
      { source: picture('a'), corruption: null },
      { source: picture('a'), corruption: topMissing },
    ]);
  });

  it('is not replaced where the query is new', () => {
    editor.openNew();
    editor.replace();
    expect(context.settings.queries).toHaveLength(1);
    expect(editor.draft?.source).toEqual(picture('b'));
  });
});

describe('the history of a draft', () => {
  it('has one step for a stroke, however often it was previewed', () => {
    editor.openNew();
    for (const corruption of [topMissing, leftMissing]) editor.try({ source: picture('b'), corruption });
    expect([editor.draft?.corruption, editor.canUndo]).toEqual([leftMissing, false]);
    editor.keep();
    editor.undo();
    expect(editor.draft?.corruption).toBeNull();
    editor.redo();
    expect(editor.draft?.corruption).toEqual(leftMissing);
  });

  it('goes back to its beginning in one step, which can be undone', () => {
    editor.openNew();
    editor.change({ corruption: topMissing });
    editor.change({ corruption: leftMissing });
    editor.startOver();
    expect(editor.draft?.corruption).toBeNull();
    editor.undo();
    expect(editor.draft?.corruption).toEqual(leftMissing);
  });
});

it('starts over from the draft that was opened, however many strokes follow it', () => {
  editor.openNew();
  const { draft } = editor;
  for (let stroke = 1; stroke <= 150; stroke++) {
    const state = Float32Array.of(stroke, 0);
    editor.change({ source: { kind: 'drawn', base: new Float32Array(2), state } });
  }
  editor.startOver();
  expect(editor.draft).toEqual(draft);
});

describe('a corruption', () => {
  it('is that of all queries until the draft has its own', () => {
    editor.openNew();
    expect(editor.corruption).toEqual(context.settings.corruption);
    editor.change({ corruption: topMissing });
    expect(editor.corruption).toEqual(topMissing);
  });

  it('that is applied to all queries is previewed with the settings of all', async () => {
    editor.openNew();
    editor.change({ corruption: topMissing });
    editor.applyToAll(leftMissing);
    expect([context.settings.corruption, editor.draft?.corruption]).toEqual([leftMissing, null]);
    await afterMs(PAUSE_MS);
    expect(previewed.at(-1)).toMatchObject({ ...leftMissing } satisfies CorruptionSettings);
  });
});

describe('the preview', () => {
  it('shows the first states at once, and what follows after a pause', async () => {
    editor.openNew();
    expect([editor.preview.isBehind, editor.origin]).toEqual([true, null]);
    await afterMs(0);
    expect(editor.preview.shown).toMatchObject({ start: Float32Array.of(1, 0, 0, 1), target: 0 });
    expect(editor.origin).toEqual(Float32Array.of(1, 0, 0, 1));
    editor.try({ source: picture('b'), corruption: topMissing });
    await afterMs(PAUSE_MS - 1);
    editor.try({ source: picture('b'), corruption: leftMissing });
    await afterMs(PAUSE_MS - 1);
    expect(previewed).toHaveLength(1);
    await afterMs(1);
    expect(previewed).toHaveLength(2);
    expect(previewed[1]?.corruptions).toEqual(leftMissing.corruptions);
  });

  it('of one query is not shown for another', async () => {
    editor.openNew();
    await afterMs(0);
    editor.close();
    editor.openQuery(0);
    expect([editor.preview.shown, editor.origin]).toEqual([null, null]);
  });

  it('that comes late does not replace what was asked for since', async () => {
    const late = new Deferred<typeof preparedReport>();
    engine.on('prepare', () => late.promise);
    editor.openNew();
    await afterMs(0);
    editor.close();
    late.resolve(preparedReport);
    await afterMs(0);
    expect([editor.preview.shown, editor.preview.isBehind]).toEqual([null, false]);
  });

  it('that fails says why, until one succeeds', async () => {
    engine.on('prepare', () => Promise.reject(new EngineError('not-found', 'The picture is gone.')));
    editor.openNew();
    await afterMs(0);
    expect([editor.preview.error?.message, editor.preview.isBehind]).toEqual(['The picture is gone.', false]);
    engine.on('prepare', (_, options) => {
      sendPrepared(options);
      return Promise.resolve(preparedReport);
    });
    editor.change({ corruption: topMissing });
    await afterMs(PAUSE_MS);
    expect(editor.preview.error).toBeNull();
  });
});

describe('pictures of another source', () => {
  it('give the query its first one', async () => {
    editor.openNew();
    await editor.openOther(() => Promise.resolve({ source: 'other', name: 'Other' }));
    expect(editor.other?.source).toBe('other');
    expect(editor.draft?.source).toEqual({ kind: 'picture', name: 'z', source: 'other' });
    await afterMs(PAUSE_MS);
    expect(previewed.at(-1)?.source).toMatchObject({ images: { source: 'other' }, name: 'z' });
  });

  it('are listed when a query that is made from them is opened', async () => {
    context.change({
      queries: [{ source: { kind: 'picture', name: 'z', source: 'other' }, corruption: null }],
    });
    editor.openQuery(0);
    await afterMs(0);
    expect(editor.other?.set.items.map(({ name }) => name)).toEqual(['z']);
  });

  it('that cannot be opened are reported, unless the person cancelled', async () => {
    editor.openNew();
    await editor.openOther(() => Promise.reject(new EngineError('cancelled', 'Cancelled.')));
    expect(editor.otherError).toBeNull();
    await editor.openOther(() => Promise.reject(new EngineError('bad-input', 'It is damaged.')));
    expect(editor.otherError?.message).toBe('It is damaged.');
    await editor.openOther(() => Promise.resolve(null));
    expect([editor.otherError, editor.draft?.source]).toEqual([null, picture('b')]);
  });
});
