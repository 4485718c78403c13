import { beforeEach, describe, expect, it } from 'vitest';
import type { BrowseReport } from '#shared/api';
import { EngineError } from '#shared/errors';
import { Deferred, settle } from '../../../tests/support/scripted-engine';
import type { Settings } from '../domain/settings/settings';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { Selection } from './selection';

function reportOf(...names: string[]): BrowseReport {
  return {
    shape: { height: 1, width: 1, channels: 1 },
    total: names.length,
    items: names.map((name) => ({ name, className: null })),
    skipped: [],
  };
}

class Context {
  opened: { source: string; name: string } | null = { source: 'set', name: 'Set' };
  settings: Settings = { ...defaultSettings, ...settingsStoring(['a', 'b', 'c']) };
  query = 0;
  readonly seeds: number[] = [];
  readonly errors: EngineError[] = [];
  readonly listed = new Deferred<BrowseReport>();
  readonly library = {
    browse: (_: unknown, seed: number) => {
      this.seeds.push(seed);
      return this.listed.promise;
    },
  };

  change(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change };
  }

  reject(error: EngineError): void {
    this.errors.push(error);
  }

  get queryNames() {
    return this.settings.queries.map(({ source }) => (source.kind === 'picture' ? source.name : 'state'));
  }
}

let context: Context;
let selection: Selection;
beforeEach(() => {
  context = new Context();
  selection = new Selection(context);
});

describe('memories', () => {
  it('are taken from the end where fewer are wanted, and one stays', async () => {
    await selection.setCount(2);
    expect(context.settings.memories).toEqual(['a', 'b']);
    await selection.setCount(0);
    expect(context.settings.memories).toEqual(['a']);
    expect(context.seeds).toEqual([]);
  });

  it('are sampled in their order where more are wanted, each once', async () => {
    const counted = selection.setCount(5);
    context.listed.resolve(reportOf('b', 'x', 'a', 'y', 'z'));
    await counted;
    expect(context.settings.memories).toEqual(['a', 'b', 'c', 'x', 'y']);
  });

  it('are not sampled into settings that have changed meanwhile', async () => {
    const counted = selection.setCount(5);
    context.change({ beta: 90 });
    context.listed.resolve(reportOf('x', 'y'));
    await counted;
    expect(context.settings.memories).toEqual(['a', 'b', 'c']);
  });

  it('are resampled with the next seed, and the first of them are recalled', async () => {
    const resampled = selection.resample();
    context.listed.resolve(reportOf('u', 'v', 'w', 'x', 'y'));
    await resampled;
    expect(context.seeds).toEqual([1]);
    expect(context.settings).toMatchObject({ drawing: 1, memories: ['u', 'v', 'w'] });
    expect(context.queryNames).toEqual(['u', 'v', 'w']);
  });

  it('cannot be sampled from a set that cannot be read, which is reported', async () => {
    const counted = selection.setCount(5);
    context.listed.reject(new EngineError('not-found', 'The folder is gone.'));
    await counted;
    expect(context.errors.map(({ message }) => message)).toEqual(['The folder is gone.']);
  });

  it('need an open set to be sampled', async () => {
    context.opened = null;
    await selection.resample();
    await settle();
    expect(context.seeds).toEqual([]);
  });

  it('are added once each, and removed but for one', () => {
    selection.add(['b', 'd']);
    expect(context.settings.memories).toEqual(['a', 'b', 'c', 'd']);
    selection.remove(['a', 'c', 'd']);
    expect(context.settings.memories).toEqual(['b']);
    selection.remove(['b']);
    expect(context.settings.memories).toEqual(['b']);
  });
});

describe('queries', () => {
  it('that are added are selected', () => {
    selection.recall(['b', 'a']);
    expect([context.query, context.queryNames]).toEqual([3, ['a', 'b', 'c', 'b', 'a']]);
    selection.recall([]);
    expect(context.query).toBe(3);
  });

  it('are replaced in their place', () => {
    selection.setQuery(1, { source: { kind: 'picture', name: 'z' }, corruption: null });
    expect(context.queryNames).toEqual(['a', 'z', 'c']);
  });

  it('are removed but for one, and the selected one stays among them', () => {
    context.query = 2;
    selection.removeQuery(2);
    expect([context.query, context.queryNames]).toEqual([1, ['a', 'b']]);
    selection.removeQuery(0);
    selection.removeQuery(0);
    expect([context.query, context.queryNames]).toEqual([0, ['b']]);
  });

  it('that are states descend as they are', () => {
    selection.addState(Float32Array.of(1, -2));
    const { source, corruption } = context.settings.queries[3] ?? {};
    expect(source).toEqual({ kind: 'state', state: 'AACAPwAAAMA=' });
    expect(corruption).toEqual({ corruptions: [], fill: 'mean', clamp: false });
  });
});
