import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallOptions } from '#shared/rpc/client';
import { EngineError } from '#shared/errors';
import type { ExperimentPlan, ExperimentReport } from '#shared/experiments';
import { Deferred } from '../../../../tests/support/scripted-engine';
import { ScriptedHost } from '../../../../tests/support/scripted-host';
import { Experiments } from './experiments.svelte';

const PLAN_AFTER_MS = 150;
const device = { id: 'cpu', name: 'CPU', reason: '' } as const;
const about = { data: 'five pictures', columns: {}, device };

function planOf(stamp: string): ExperimentPlan {
  const cells = [
    { cell: 'β 30', seconds: 1 },
    { cell: 'β 60', seconds: 3 },
  ];
  return { ...about, stamp, cells };
}

/** Tab storage, which a window keeps across a reload. */
function stubStorage(): void {
  const stored = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
}

let host: ScriptedHost;
let opened: { source: string; name: string } | null;
let stamp: string;
/** The runs of experiments: which cells were done already, and how a test answers. */
let runs: { done: readonly string[]; send: (cell: string) => void; end: Deferred<ExperimentReport> }[];
beforeEach(() => {
  vi.useFakeTimers();
  stubStorage();
  [host, opened, stamp, runs] = [new ScriptedHost(), null, 'first', []];
  const { engine } = host;
  engine.on('experiments', () => Promise.resolve({ version: '1.2.3', names: ['fig1', 'fig3'] }));
  engine.on('planExperiment', () => Promise.resolve(planOf(stamp)));
  engine.on('experiment', ({ done }, options: CallOptions<'experiment'>) => {
    const end = new Deferred<ExperimentReport>();
    const send = (cell: string) => {
      options.onProgress?.({ stage: `after ${cell}`, done: 0, total: null, unit: '' });
      void options.onFrame?.({ cell, rows: [{ error: 0.5 }], pictures: [] }, {});
    };
    runs.push({ done, send, end });
    return end.promise;
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets messages between window and engine pass. */
const pass = () => vi.advanceTimersByTimeAsync(0);

async function start(): Promise<Experiments> {
  const experiments = new Experiments(host, () => opened);
  await experiments.start();
  return experiments;
}

/** Runs the selected experiment up to its first cell. */
async function runToFirstCell(experiments: Experiments) {
  const { current } = experiments;
  if (!current) throw new Error('an experiment is selected');
  experiments.prepare(current);
  await vi.advanceTimersByTimeAsync(PLAN_AFTER_MS);
  void experiments.run();
  await pass();
  runs.at(-1)?.send('β 30');
  await pass();
  return current;
}

describe('an experiment', () => {
  it('is planned once its settings rest, and not where they change before', async () => {
    const experiments = await start();
    const { current } = experiments;
    if (!current) throw new Error('an experiment is selected');
    const cancel = experiments.prepare(current);
    await vi.advanceTimersByTimeAsync(PLAN_AFTER_MS - 1);
    cancel();
    await vi.advanceTimersByTimeAsync(PLAN_AFTER_MS);
    expect([current.plan, current.canRun]).toEqual([null, false]);
    experiments.prepare(current);
    await vi.advanceTimersByTimeAsync(PLAN_AFTER_MS);
    expect([current.plan?.stamp, current.canRun, current.secondsLeft]).toEqual(['first', true, 4]);
  });

  it('runs, shows its cells in the order of the plan, and knows how much is left', async () => {
    const experiments = await start();
    const current = await runToFirstCell(experiments);
    expect([current.phase, current.stage, experiments.running]).toEqual(['running', 'after β 30', current]);
    expect([current.numDone, current.secondsLeft, current.share]).toEqual([1, 3, 0.25]);
    runs[0]?.send('β 60');
    runs[0]?.send('β 30');
    await pass();
    expect(current.finished.map(({ cell }) => cell)).toEqual(['β 30', 'β 60']);
    runs[0]?.end.resolve({ ...about, stamp: 'first', title: '', cells: [], seconds: 1 });
    await pass();
    expect([current.phase, current.canRun, experiments.running]).toEqual(['done', false, null]);
  });

  it('that is stopped goes on with the cells that are missing', async () => {
    const experiments = await start();
    const current = await runToFirstCell(experiments);
    experiments.stop();
    await pass();
    expect([current.phase, current.problem, experiments.running]).toEqual(['stopped', null, null]);
    void experiments.run();
    await pass();
    expect(runs[1]?.done).toEqual(['β 30']);
  });

  it('that starts over forgets its cells', async () => {
    const experiments = await start();
    const current = await runToFirstCell(experiments);
    void experiments.startOver();
    await pass();
    expect([current.phase, current.numDone, runs[1]?.done]).toEqual(['running', 0, []]);
  });

  it('computes all cells again where the data are others, and says so', async () => {
    const experiments = await start();
    const current = await runToFirstCell(experiments);
    experiments.stop();
    await pass();
    stamp = 'second';
    void experiments.run();
    await pass();
    expect([runs[1]?.done, current.notices.map(({ id }) => id)]).toEqual([[], ['data-changed']]);
  });

  it('that fails keeps its cells, says why, and can be run again', async () => {
    const experiments = await start();
    const current = await runToFirstCell(experiments);
    runs[0]?.end.reject(new EngineError('too-large', 'It is too large.', 'Choose Quick.'));
    await pass();
    expect(current.problem).toMatchObject({
      title: 'It is too large.',
      text: 'Finished parts are kept. Choose Quick.',
    });
    expect([current.phase, current.canRun, host.engine.ended]).toEqual(['stopped', true, []]);
  });

  it('whose device fails gets another engine', async () => {
    const experiments = await start();
    await runToFirstCell(experiments);
    runs[0]?.end.reject(new EngineError('device-failed', 'The device failed.'));
    await pass();
    expect(host.engine.ended).toEqual(['experiment']);
  });

  it('that cannot be planned says why and can be tried again', async () => {
    host.engine.on('planExperiment', () => Promise.reject(new EngineError('not-found', 'The set is gone.')));
    const experiments = await start();
    const { current } = experiments;
    if (!current) throw new Error('an experiment is selected');
    experiments.prepare(current);
    await vi.advanceTimersByTimeAsync(PLAN_AFTER_MS);
    expect([current.problem?.title, current.canRun]).toEqual(['The set is gone.', true]);
  });

  it('ends with the shell', async () => {
    const experiments = await start();
    const current = await runToFirstCell(experiments);
    host.disconnect('The server ended.', false);
    expect([current.phase, experiments.running]).toEqual(['stopped', null]);
  });
});

describe('settings', () => {
  it('give each specification its own run, and the same one again', async () => {
    const experiments = await start();
    const first = experiments.current;
    experiments.change({ seed: 7 });
    expect(experiments.current).not.toBe(first);
    experiments.change({ seed: 0 });
    expect(experiments.current).toBe(first);
  });

  it('take the pictures of the open set where the experiment is about pictures', async () => {
    opened = { source: 'photos', name: 'Photos' };
    const experiments = await start();
    expect(experiments.runOf('fig1').spec.images).toBeUndefined();
    experiments.change({ images: 'opened' });
    expect(experiments.runOf('fig1').spec.images?.source).toBe('photos');
    expect(experiments.runOf('fig3').spec.images).toBeUndefined();
  });

  it('are those of a running experiment once that is selected', async () => {
    const experiments = await start();
    const current = await runToFirstCell(experiments);
    experiments.select('fig3');
    experiments.change({ seed: 7 });
    experiments.select('fig1');
    expect([experiments.current, experiments.settings.seed]).toEqual([current, 0]);
  });

  it('are there again after a reload, with what was selected', async () => {
    const experiments = await start();
    experiments.show(true);
    experiments.select('fig3');
    experiments.change({ quick: false });
    const again = await start();
    expect([again.isShown, again.selected, again.settings.quick]).toEqual([true, 'fig3', false]);
  });
});

it('selects an experiment that the engine offers', async () => {
  const experiments = await start();
  experiments.select('fig5');
  expect(experiments.selected).toBe('fig1');
});

it('goes on without storage, and warns that cells are lost with the window', async () => {
  // the test's process has no IndexedDB
  const experiments = await start();
  expect(experiments.problem).toMatchObject({ id: 'keep', title: 'Finished parts cannot be stored.' });
  expect(experiments.names).toEqual(['fig1', 'fig3']);
});

it('says why experiments cannot be listed', async () => {
  host.engine.on('experiments', () => Promise.reject(new EngineError('internal', 'Something is wrong.')));
  const experiments = await start();
  expect([experiments.problem?.title, experiments.current]).toEqual(['Something is wrong.', null]);
});
