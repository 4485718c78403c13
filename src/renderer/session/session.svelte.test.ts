import { beforeEach, describe, expect, it } from 'vitest';
import { EngineError } from '#shared/errors';
import { Deferred } from '../../../tests/support/scripted-engine';
import { ScriptedHost } from '../../../tests/support/scripted-host';
import { ScriptedPictures } from '../../../tests/support/scripted-pictures';
import { Session } from './session.svelte';

const GRID_SIZE = 4;
const photos = { source: 'photos', name: 'Photos' };
const isWanted = () => Promise.resolve(true);

let host: ScriptedHost;
let pictures: ScriptedPictures;
let session: Session;
beforeEach(() => {
  host = new ScriptedHost();
  pictures = new ScriptedPictures(host.engine);
  session = new Session(host, GRID_SIZE);
});

const titles = () => session.problems.all.map(({ title }) => title);

describe('opening a set', () => {
  it('stores its pictures, recalls them, and shows the newest step', async () => {
    await session.open(photos, isWanted);
    expect(session.settings.memories).toEqual(['a.png', 'b.png']);
    expect([session.opened, session.phase, titles()]).toEqual([photos, 'done', []]);
    expect(session.moment).toMatchObject({ step: session.settings.steps, query: 0 });
    await expect.poll(() => session.moment?.landscapes?.size).toBe(GRID_SIZE);
  });

  it('leaves the open set as it is where it is no longer wanted', async () => {
    await session.open(photos, isWanted);
    await session.open({ source: 'others', name: 'Others' }, () => Promise.resolve(false));
    expect([session.opened, session.settings.memories]).toEqual([photos, ['a.png', 'b.png']]);
  });

  it('reports a set that cannot be read where sets are opened, and keeps the run in view', async () => {
    await session.open(photos, isWanted);
    await session.open({ source: 'nowhere', name: 'Nowhere' }, isWanted);
    expect(session.problems.all).toMatchObject([{ place: 'set', title: 'There is no folder nowhere.' }]);
    expect([session.opened, session.phase]).toEqual([photos, 'done']);
  });

  it('shows nothing of the set before beside the next one', async () => {
    await session.open(photos, isWanted);
    const steps = new Deferred<never>();
    host.engine.on('descend', () => steps.promise);
    void session.open({ source: 'others', name: 'Others' }, isWanted);
    const shown = () => [session.opened?.name, session.moment?.prepared.items.map(({ name }) => name)];
    expect(shown()).toEqual(['Photos', ['a.png', 'b.png']]);
    // both change at the same moment, before the first step
    while (session.opened?.name === 'Photos') {
      expect(session.moment?.prepared.items[0]?.name).toBe('a.png');
      await Promise.resolve();
    }
    expect(shown()).toEqual(['Others', ['c.png', 'd.png']]);
    expect(session.moment).toMatchObject({ recording: null, landscapes: null, step: 0 });
    expect(session.report).toBeNull();
  });

  it('lists the pictures of the set', async () => {
    await session.open(photos, isWanted);
    await expect.poll(() => session.library.set?.items.map(({ name }) => name)).toEqual(['a.png', 'b.png']);
  });
});

describe('a change', () => {
  beforeEach(() => session.open(photos, isWanted));

  it('runs again with the new settings, undo with the previous ones, redo with the new ones', async () => {
    session.change({ beta: 90 });
    await expect.poll(() => pictures.descents.at(-1)?.model.beta).toBe(90);
    await expect.poll(() => session.phase).toBe('done');
    session.undo();
    await expect.poll(() => pictures.descents.at(-1)?.model.beta).toBe(60);
    session.redo();
    await expect.poll(() => pictures.descents.at(-1)?.model.beta).toBe(90);
  });

  it('of the plane draws other landscapes and computes no step', async () => {
    await expect.poll(() => session.moment?.landscapes?.kind).toBe('descent');
    const before = pictures.descents.length;
    session.change({ plane: { kind: 'random', seed: 3 } });
    await expect.poll(() => session.moment?.landscapes?.kind).toBe('random');
    expect(pictures.descents).toHaveLength(before);
  });

  it('of how pictures are read lists them again in their new shape', async () => {
    const count = () => host.engine.calls.filter((method) => method === 'browse').length;
    const before = count();
    session.change({ pictures: { side: 16, gray: true } });
    expect(session.settings.pictures.side).toBe(16);
    await expect.poll(count).toBe(before + 1);
  });
});

describe('a run', () => {
  it('that is stopped continues from the step that it came to', async () => {
    pictures.heldAt = 5;
    void session.open(photos, isWanted);
    await expect.poll(() => session.moment?.step).toBe(5);
    session.stop();
    expect([session.phase, session.canResume]).toEqual(['stopped', true]);
    pictures.heldAt = null;
    await session.resume();
    expect([session.phase, pictures.descents.at(-1)?.resume?.step]).toEqual(['done', 5]);
  });

  it('is predicted from distances until the engine has predicted it', async () => {
    const predicted = new Deferred<{ reliability: null }>();
    host.engine.on('predictReliability', () => predicted.promise);
    await session.open(photos, isWanted);
    // two memories far apart
    expect(session.reliability?.effectiveMemories).toBeCloseTo(2, 6);
  });

  it('computes its selected query at other values on the displayed plane', async () => {
    await session.open(photos, isWanted);
    await expect.poll(() => session.moment?.landscapes?.size).toBe(GRID_SIZE);
    await session.computeSweep({ key: 'beta', values: [30, 90] });
    expect(session.sweep.points.map(({ value }) => value)).toEqual([30, 90]);
  });

  it('gives a film the moment of each step', async () => {
    await session.open(photos, isWanted);
    const { signal } = new AbortController();
    expect(await session.momentFor(7, signal)).toMatchObject({ step: 7, query: 0 });
  });

  it('lets the slice follow the selected query', async () => {
    await session.open(photos, isWanted);
    await expect.poll(() => session.moment?.landscapes?.size).toBe(GRID_SIZE);
    session.followSlice.isOn = true;
    session.follow();
    await expect
      .poll(() => session.moment?.landscapes?.following?.slices)
      .toMatchObject({ mrdam: {}, drdam: {} });
  });
});

describe('without a shell', () => {
  it('the run stops, and the reason is said with a way back where another window took over', async () => {
    pictures.heldAt = 5;
    void session.open(photos, isWanted);
    await expect.poll(() => session.moment?.step).toBe(5);
    host.disconnect('Paused: Mnemoscope continues in another window.', true);
    expect(session.phase).toBe('stopped');
    expect(session.problems.all.at(-1)).toMatchObject({
      title: 'Paused: Mnemoscope continues in another window.',
      action: { label: 'Take it back' },
    });
    host.disconnect('The server ended.', false);
    expect(session.problems.all.at(-1)?.action).toBeUndefined();
  });
});

it('reports an error outside of a run, but not what a person cancelled', () => {
  session.reject(new EngineError('cancelled', 'Cancelled.'));
  expect(titles()).toEqual([]);
  session.reject(new EngineError('bad-input', 'It is damaged.'));
  expect(titles()).toEqual(['It is damaged.']);
});
