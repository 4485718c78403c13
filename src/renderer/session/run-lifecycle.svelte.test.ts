import { beforeEach, describe, expect, it } from 'vitest';
import type { DescentReport, PrepareReport } from '#shared/api';
import { EngineError, invariant } from '#shared/errors';
import { Deferred, ScriptedEngine, settle } from '../../../tests/support/scripted-engine';
import {
  descentReport as report,
  preparedReport,
  sendPrepared,
  sendSteps,
} from '../../../tests/support/scripted-run';
import { jobOf } from '../domain/settings/job';
import type { Settings } from '../domain/settings/settings';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { History } from './history.svelte';
import { ProblemList } from './problem-list.svelte';
import type { Run } from './run';
import { RunLifecycle } from './run-lifecycle.svelte';

const STEPS = 4;
const settings: Settings = { ...defaultSettings, ...settingsStoring(['a.png', 'b.png']), steps: STEPS };

interface Descent {
  readonly params: { readonly resume?: { readonly step: number } | undefined };
  readonly end: Deferred<DescentReport>;
  /** Sends the states of these steps, of both models. */
  send(first: number, last: number): void;
}

/** A session's runs, and what surrounds them. */
function setUp() {
  const engine = new ScriptedEngine();
  const history = new History();
  history.begin(settings);
  const problems = new ProblemList();
  const events: string[] = [];
  const displayed = {
    run: null as Run | null,
    refresh(run: Run) {
      if (run.lastEvaluatedStep >= 0) this.run = run;
    },
    refreshSoon(run: Run) {
      this.refresh(run);
    },
    cancelRefresh: () => undefined,
  };
  const set = {
    missing: [] as PrepareReport['skipped'],
    isOpen: true,
    get job() {
      return this.isOpen ? jobOf('set', history.now) : null;
    },
    get memories() {
      return this.job?.setup.memories ?? null;
    },
  };
  const note = (event: string) => () => void events.push(event);
  const noteLater = (event: string) => () => Promise.resolve(void events.push(event));
  const runs = new RunLifecycle({
    engines: engine,
    history,
    set,
    displayed,
    problems,
    plane: () => ({ kind: 'auto', query: 0 }),
    landscapeJobs: {
      draw: noteLater('draw'),
      drawRest: async (_run, _choice, firstStates) => {
        events.push('drawRest');
        await firstStates;
        events.push('first states');
      },
      finish: note('finish'),
      stop: note('stop'),
    },
    playback: {
      step: 0,
      follow: (step) => events.push(`follow ${String(step ?? 0)}`),
      cancelPendingSeek: note('cancelPendingSeek'),
    },
    predictions: {
      predict: noteLater('predict'),
      cancelOtherSearch: note('cancelOtherSearch'),
      reset: note('reset'),
      stopPredicting: note('stopPredicting'),
    },
  });
  const descents: Descent[] = [];
  let prepared = Promise.resolve();
  const stored: Deferred<{ seconds: number }>[] = [];
  engine.on('prepare', async (_, options) => {
    await prepared;
    sendPrepared(options);
    return preparedReport;
  });
  engine.on('precomputeFeatures', () => {
    const deferred = new Deferred<{ seconds: number }>();
    stored.push(deferred);
    return deferred.promise;
  });
  engine.on('descend', (params, options) => {
    const end = new Deferred<DescentReport>();
    const send = (first: number, last: number) => {
      sendSteps(options, first, last);
    };
    descents.push({ params, end, send });
    return end.promise;
  });
  return {
    engine,
    history,
    problems,
    runs,
    displayed,
    set,
    events,
    descents,
    stored,
    /** Makes preparations wait for a promise. */
    holdPreparation(promise: Promise<void>) {
      prepared = promise;
    },
    /** Changes settings as the session does. */
    change(change: Partial<Settings>) {
      runs.apply(history.change({ ...history.now, ...change }));
    },
    /** Starts a run and lets it come to a step. */
    async runTo(step: number): Promise<Descent> {
      void runs.start();
      await settle();
      const descent = descents.at(-1);
      if (!descent) throw new Error('no descent was begun');
      descent.send(0, step);
      return descent;
    },
  };
}

const titles = (problems: ProblemList) => problems.all.map(({ title }) => title);

let at: ReturnType<typeof setUp>;
beforeEach(() => {
  at = setUp();
});

describe('a run', () => {
  it('is prepared, descends and is done, with its report and what it has to say', async () => {
    const { runs, set, displayed, problems } = at;
    const descent = await at.runTo(STEPS);
    expect(runs.phase).toBe('running');
    expect(set.missing).toEqual(preparedReport.skipped);
    expect(runs.report).toBeNull();
    descent.end.resolve(report);
    await settle();
    expect([runs.phase, runs.report, runs.progress]).toEqual(['done', report, null]);
    expect(displayed.run).toBe(runs.current);
    expect(titles(problems)).toEqual(['Query b is frozen, not recalled']);
  });

  it('does not begin where no set is open', async () => {
    at.set.isOpen = false;
    await at.runs.start();
    expect([at.runs.phase, at.engine.calls]).toEqual(['idle', []]);
  });

  it('draws its landscapes at once, and says when the first states are there', async () => {
    void at.runs.start();
    await settle();
    expect(at.events.filter((event) => event === 'drawRest')).toHaveLength(1);
    expect(at.events).not.toContain('first states');
    at.descents[0]?.send(0, 0);
    await settle();
    expect(at.events.filter((event) => event === 'first states')).toHaveLength(1);
  });

  it('ends the one before it, of which nothing more is heard', async () => {
    const first = await at.runTo(1);
    const before = at.runs.current;
    void at.runs.start();
    await settle();
    expect(at.descents).toHaveLength(2);
    first.send(2, 3);
    first.end.resolve(report);
    await settle();
    expect(before?.lastEvaluatedStep).toBe(1);
    expect([at.runs.phase, at.runs.report]).toEqual(['running', null]);
  });

  it('that is stopped while it is prepared leaves the last one in view', async () => {
    (await at.runTo(STEPS)).end.resolve(report);
    await settle();
    const last = at.runs.current;
    at.holdPreparation(new Promise(() => undefined));
    void at.runs.start();
    await settle();
    at.runs.stop();
    await settle();
    expect([at.runs.phase, at.runs.canResume, at.descents.length]).toEqual(['stopped', true, 1]);
    expect(at.runs.current).toBe(last);
    expect(titles(at.problems)).toEqual([]);
  });

  it('takes over the numbers of its progress, and forgets them when it ends', async () => {
    at.engine.on('descend', (_, { onProgress }) => {
      onProgress?.({ stage: 'Descending', done: 1, total: 4, unit: 'steps' });
      return new Promise(() => undefined);
    });
    void at.runs.start();
    await settle();
    expect(at.runs.progress?.stage).toBe('Descending');
    at.runs.stop();
    expect(at.runs.progress).toBeNull();
  });
});

describe('a stopped run', () => {
  it('goes on from its last whole step', async () => {
    await at.runTo(2);
    at.runs.stop();
    await settle();
    expect([at.runs.phase, at.runs.canResume]).toEqual(['stopped', true]);
    const run = at.runs.current;
    void at.runs.resume();
    await settle();
    expect([at.runs.phase, at.runs.current]).toEqual(['running', run]);
    expect(at.descents[1]?.params.resume?.step).toBe(2);
    expect(at.engine.calls.filter((method) => method === 'prepare')).toHaveLength(1);
  });

  it('begins anew where it has no state to go on from', async () => {
    void at.runs.start();
    await settle();
    at.runs.stop();
    void at.runs.resume();
    await settle();
    expect(at.descents[1]?.params.resume).toBeUndefined();
    expect(at.engine.calls.filter((method) => method === 'prepare')).toHaveLength(2);
  });

  it('rebuilds what was changed before it was stopped, and then goes on', async () => {
    await at.runTo(1);
    at.change({ beta: 90 });
    await settle();
    at.runs.stop();
    expect(at.runs.isRebuilding).toBe(false);
    void at.runs.resume();
    await settle();
    expect([at.runs.phase, at.runs.isRebuilding, at.descents.length]).toEqual(['running', true, 1]);
    at.stored.at(-1)?.resolve({ seconds: 0 });
    await settle();
    expect([at.runs.isRebuilding, at.descents.length]).toEqual([false, 2]);
    expect(at.runs.current?.segments).toHaveLength(2);
  });
});

describe('a change of the settings', () => {
  it('of the plane only draws the landscapes again', async () => {
    await at.runTo(1);
    at.change({ plane: { kind: 'principal' } });
    expect(at.events.at(-1)).toBe('draw');
    expect(at.descents).toHaveLength(1);
  });

  it('of the energy is rebuilt beside the descent, which then goes on with it', async () => {
    const descent = await at.runTo(1);
    at.change({ beta: 90 });
    await settle();
    expect([at.runs.isRebuilding, at.stored.length]).toEqual([true, 1]);
    descent.send(2, 2);
    at.stored[0]?.resolve({ seconds: 0 });
    await settle();
    expect([at.runs.phase, at.runs.isRebuilding]).toEqual(['running', false]);
    expect(at.descents[1]?.params.resume?.step).toBe(2);
    expect(at.runs.current?.segments.map(({ from, settings: { beta } }) => [from, beta])).toEqual([
      [0, 60],
      [2, 90],
    ]);
  });

  it('that comes while another is rebuilt takes its place', async () => {
    await at.runTo(1);
    at.change({ beta: 90 });
    await settle();
    at.change({ beta: 120 });
    await settle();
    at.stored[0]?.resolve({ seconds: 0 });
    await settle();
    expect(at.descents).toHaveLength(1);
    at.stored[1]?.resolve({ seconds: 0 });
    await settle();
    expect(at.runs.current?.last.settings.beta).toBe(120);
    expect(at.runs.current?.segments).toHaveLength(2);
  });

  it('that is taken back ends the rebuilding, and the descent goes on untouched', async () => {
    await at.runTo(1);
    at.change({ beta: 90 });
    await settle();
    at.change({ beta: 60 });
    await settle();
    expect([at.runs.phase, at.runs.isRebuilding, at.descents.length]).toEqual(['running', false, 1]);
    at.stored[0]?.resolve({ seconds: 0 });
    await settle();
    expect(at.descents).toHaveLength(1);
  });

  it('begins a new run where the descent came to its end meanwhile', async () => {
    const descent = await at.runTo(STEPS);
    at.change({ beta: 90 });
    await settle();
    descent.end.resolve(report);
    await settle();
    expect([at.runs.phase, at.runs.isRebuilding]).toEqual(['done', true]);
    at.stored[0]?.resolve({ seconds: 0 });
    await settle();
    expect([at.runs.phase, at.runs.isRebuilding, at.descents.length]).toEqual(['running', false, 2]);
    expect(at.descents[1]?.params.resume).toBeUndefined();
  });

  it('that cannot be rebuilt is reported, and the descent goes on', async () => {
    await at.runTo(1);
    at.change({ beta: 90 });
    await settle();
    at.stored[0]?.reject(new EngineError('too-large', 'It is too large: 2 GiB.', 'Lower Y.'));
    await settle();
    expect([at.runs.phase, at.runs.isRebuilding]).toEqual(['running', false]);
    expect(titles(at.problems)).toEqual(['It is too large.']);
  });

  it('of where queries start begins a new run', async () => {
    await at.runTo(1);
    at.change({ drawing: 5 });
    await settle();
    expect(at.descents).toHaveLength(2);
    expect(at.descents[1]?.params.resume).toBeUndefined();
  });
});

describe('a failure', () => {
  it('ends the run with a sentence', async () => {
    const descent = await at.runTo(1);
    descent.end.reject(new EngineError('internal', 'Something is wrong.'));
    await settle();
    expect([at.runs.phase, titles(at.problems)]).toEqual(['stopped', ['Something is wrong.']]);
  });

  it.each([
    ['engine-stopped', 'Continue the run', 'auto', 0],
    ['device-failed', 'Continue on the CPU', 'cpu', 1],
  ] as const)('of what computes (%s) offers to go on', async (code, label, device, numEnded) => {
    const descent = await at.runTo(2);
    descent.end.reject(new EngineError(code, 'It has gone.'));
    await settle();
    const [problem] = at.problems.all;
    expect(problem?.title).toContain('at step 2');
    expect([problem?.action?.label, at.engine.ended.length]).toEqual([label, numEnded]);
    expect(at.runs.current?.restarts).toEqual([2]);
    problem?.action?.run();
    await settle();
    at.stored[0]?.resolve({ seconds: 0 });
    await settle();
    expect(at.history.now.device).toBe(device);
    expect(at.descents[1]?.params.resume?.step).toBe(2);
    expect(at.problems.all).toEqual([]);
  });

  it('while something is opened is said where sets are opened', async () => {
    await at.runs.open(() => Promise.reject(new EngineError('engine-stopped', 'The engine stopped.')));
    expect(at.problems.all).toMatchObject([{ id: 'failed', place: 'set' }]);
    expect(at.runs.phase).toBe('idle');
  });

  it('of what was given up is not said', async () => {
    const read = new Deferred<undefined>();
    void at.runs.open(() => read.promise);
    expect(at.runs.phase).toBe('opening');
    at.runs.stop();
    read.reject(new EngineError('bad-input', 'It is damaged.'));
    await settle();
    expect([at.runs.phase, at.problems.all]).toEqual(['idle', []]);
  });
});

describe('a recorded run', () => {
  it.each([
    [2, 'stopped'],
    [STEPS, 'done'],
  ] as const)('of %i steps is shown as %s', async (steps, phase) => {
    await at.runTo(steps);
    const recorded = at.runs.current;
    invariant(recorded, 'a run was recorded');
    const other = setUp();
    let isShown = false;
    other.runs.restore(recorded, report, () => {
      isShown = other.runs.phase === 'opening';
    });
    expect([isShown, other.runs.phase, other.runs.report]).toEqual([true, phase, report]);
    expect(other.runs.current).toBe(recorded);
    expect(other.events).toContain('drawRest');
  });
});
