import { beforeEach, describe, expect, it } from 'vitest';
import type { BrowseReport } from '#shared/api';
import { EngineError } from '#shared/errors';
import { Deferred, ScriptedEngine, settle } from '../../../tests/support/scripted-engine';
import { ScriptedPictures } from '../../../tests/support/scripted-pictures';
import type { ThumbnailRows } from '../domain/thumbnails';
import { Library } from './library.svelte';

const photos = { source: 'photos', gray: false };

function reportOf(...names: string[]): BrowseReport {
  return {
    shape: { height: 1, width: 2, channels: 1 },
    total: names.length,
    items: names.map((name) => ({ name, className: null })),
    skipped: [],
  };
}

let engine: ScriptedEngine;
let errors: EngineError[];
let library: Library;
/** The lists that were asked for. */
let asked: { source: string; seed: number; report: Deferred<BrowseReport> }[];
beforeEach(() => {
  [engine, errors, asked] = [new ScriptedEngine(), [], []];
  library = new Library(engine, (error) => errors.push(error));
  engine.on('browse', ({ images: { source }, seed }) => {
    const report = new Deferred<BrowseReport>();
    asked.push({ source, seed, report });
    return report.promise;
  });
});

const listed = () => library.set?.items.map(({ name }) => name);
async function answer(index: number, ...names: string[]): Promise<void> {
  asked[index]?.report.resolve(reportOf(...names));
  await settle();
}

describe('the open set', () => {
  it('is listed once for a seed, however often it is asked for', async () => {
    void library.browse(photos, 0);
    void library.browse(photos, 0);
    await answer(0, 'a', 'b');
    expect([listed(), asked.length]).toEqual([['a', 'b'], 1]);
    void library.browse(photos, 1);
    // the list stays until the next order of the same pictures is known
    expect(listed()).toEqual(['a', 'b']);
    await answer(1, 'b', 'a');
    expect(listed()).toEqual(['b', 'a']);
  });

  it('of another source shows no list of the one before', async () => {
    void library.browse(photos, 0);
    await answer(0, 'a');
    void library.browse({ source: 'others', gray: false }, 0);
    expect(library.set).toBeNull();
  });

  it('is what was asked for last, also where that is answered first', async () => {
    void library.browse(photos, 0);
    void library.browse(photos, 1);
    await answer(1, 'b');
    await answer(0, 'a');
    expect(listed()).toEqual(['b']);
  });

  it('that cannot be listed says why, and is asked for again', async () => {
    library.browse(photos, 0).catch(() => undefined);
    asked[0]?.report.reject(new EngineError('not-found', 'The folder is gone.'));
    await settle();
    expect(library.setFailure).toBe('The folder is gone.');
    void library.browse(photos, 0);
    expect([library.setFailure, asked.length]).toEqual([null, 2]);
    await answer(1, 'a');
    expect(listed()).toEqual(['a']);
  });

  it('is not listed again where it was looked into before it was opened', async () => {
    const looked = library.list(photos, 0);
    await answer(0, 'a');
    await looked;
    expect(library.set).toBeNull();
    await library.browse(photos, 0);
    expect([listed(), asked.length]).toEqual([['a'], 1]);
  });

  it('that is closed is forgotten', async () => {
    void library.browse(photos, 0);
    await answer(0, 'a');
    library.forget();
    expect(library.set).toBeNull();
    void library.browse(photos, 0);
    expect(asked).toHaveLength(2);
  });
});

it('probes devices once, and again where that failed', async () => {
  const device = { id: 'cpu', name: 'CPU', works: true, reason: '', msPerStep: 1 } as const;
  engine.on('devices', () => Promise.reject(new EngineError('internal', 'Something is wrong.')));
  await library.listDevices();
  expect([errors.map(({ message }) => message), library.devices]).toEqual([['Something is wrong.'], []]);
  engine.on('devices', () => Promise.resolve([device]));
  await library.listDevices();
  await library.listDevices();
  expect(library.devices).toEqual([device]);
  expect(engine.calls).toEqual(['devices', 'devices']);
});

it('hands thumbnails on as they come, with those that cannot be read', async () => {
  const skipped = [{ path: 'b.png', reason: 'it is damaged' }];
  engine.on('thumbnails', (_, { onFrame }) => {
    const pixels = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [1, 2, 1, 3] };
    void onFrame?.({ firstRow: 4 }, { pixels });
    return Promise.resolve({ skipped });
  });
  const rows: ThumbnailRows[] = [];
  const { signal } = new AbortController();
  const result = await library.thumbnails(photos, ['a.png', 'b.png'], 16, signal, (one) => rows.push(one));
  expect(result).toEqual(skipped);
  expect(rows).toEqual([
    {
      firstRow: 4,
      shape: { height: 2, width: 1, channels: 3 },
      pixels: Uint8Array.of(1, 2, 3, 4, 5, 6),
    },
  ]);
});

it('shows on the first screen a descent of one query among the pictures of a sample', async () => {
  const pictures = new ScriptedPictures(engine);
  pictures.folders['sample:emoji'] = { a: [1, 0], b: [0, 1], c: [1, 1] };
  const moment = await library.firstView('sample:emoji', new AbortController().signal);
  expect(moment.prepared.items.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(moment.landscapes?.kind).toBe('descent');
  // somewhere between the corrupted picture and the recalled one
  expect(moment.step).toBeGreaterThan(0);
  expect(moment.step).toBeLessThan(moment.recording?.lastCompleteStep ?? 0);
  expect(pictures.descents[0]?.model.models).toEqual(['mrdam']);
});
