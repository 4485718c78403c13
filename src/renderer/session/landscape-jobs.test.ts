import { beforeEach, expect, it } from 'vitest';
import { EngineError } from '#shared/errors';
import type { Params } from '#shared/api';
import { Deferred, ScriptedEngine, settle } from '../../../tests/support/scripted-engine';
import { ScriptedPictures } from '../../../tests/support/scripted-pictures';
import { landscapeReport, sendLandscape } from '../../../tests/support/scripted-run';
import type { Problem } from '../domain/problem';
import { jobOf } from '../domain/settings/job';
import type { WantedPlane } from '../domain/settings/plane-choice';
import type { Settings } from '../domain/settings/settings';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { silentOptions } from './call-options';
import { LandscapeJobs } from './landscape-jobs';
import { prepareStates } from './prepare-states';
import type { Run } from './run';
import { newRun } from './run';
import { runDescent } from './run-descent';

const AUTO: WantedPlane = { kind: 'auto', query: 0 };
const THROUGH_END: WantedPlane = {
  kind: 'through',
  picks: [
    { kind: 'memory', name: 'a' },
    { kind: 'memory', name: 'b' },
    { kind: 'query', query: 0, at: 'end', model: 'mrdam' },
  ],
};
const settings: Settings = { ...defaultSettings, ...settingsStoring(['a', 'b']), steps: 4 };

let engine: ScriptedEngine;
let pictures: ScriptedPictures;
let jobs: LandscapeJobs;
let drawn: number;
let problems: Problem[];
/** The landscapes that are computed, and what ends each of them. */
let computed: { params: Params<'landscape'>; end: Deferred<undefined> }[];
beforeEach(() => {
  [engine, drawn, problems, computed] = [new ScriptedEngine(), 0, [], []];
  pictures = new ScriptedPictures(engine);
  pictures.folders.set = { a: [3, 0], b: [0, 2] };
  jobs = new LandscapeJobs(engine, 4, {
    onDrawn: () => drawn++,
    onProblem: (problem) => problems.push(problem),
  });
  engine.on('landscape', async (params, options) => {
    const end = new Deferred<undefined>();
    computed.push({ params, end });
    await end.promise;
    sendLandscape(params.grid.size, options, params.model.models);
    return landscapeReport;
  });
});

const betas = () => computed.map(({ params }) => params.model.beta);
async function end(index: number): Promise<void> {
  computed[index]?.end.resolve(undefined);
  await settle();
}

/** A run of four steps, recorded up to one of them, whose beta was changed at the given steps. */
async function runWith(reached: number, changes: readonly { from: number; beta: number }[] = []) {
  const job = jobOf('set', settings);
  const { prepared } = await prepareStates(engine, job.setup, silentOptions());
  const run = newRun(job, prepared, settings);
  const part = { ...job, descent: { ...job.descent, steps: reached } };
  await runDescent(engine, part, run.recording, silentOptions(), () => undefined);
  for (const { from, beta } of changes) {
    const later = { ...settings, beta };
    run.begin(from, jobOf('set', later), prepared, later);
  }
  return run;
}

const isDrawn = (run: Run) => run.segments.map(({ landscapes }) => landscapes !== null);

it('draws the segment that is shown first, then the others from the last to the first', async () => {
  const run = await runWith(4, [
    { from: 1, beta: 70 },
    { from: 3, beta: 80 },
  ]);
  void jobs.draw(run, AUTO, { step: 2 });
  await settle();
  await end(0);
  expect(isDrawn(run)).toEqual([false, true, false]);
  await end(1);
  await end(2);
  expect([betas(), drawn]).toEqual([[70, 80, 60], 3]);
});

it('draws a coarse landscape at once, and the fine one once there are states', async () => {
  const run = await runWith(4);
  const fine = new LandscapeJobs(engine, 128, { onDrawn: () => drawn++, onProblem: () => undefined });
  const firstStates = new Deferred<undefined>();
  const sizes = () => computed.map(({ params }) => params.grid.size);
  void fine.drawRest(run, AUTO, firstStates.promise);
  await settle();
  await end(0);
  expect([sizes(), isDrawn(run), run.last.landscapes?.isCoarse]).toEqual([[64], [true], true]);
  // it is still missing on its plane
  expect(run.withoutLandscapesOn(AUTO)).toEqual([run.last]);
  firstStates.resolve(undefined);
  await settle();
  await end(1);
  expect([sizes(), run.last.landscapes?.isCoarse, run.withoutLandscapesOn(AUTO)]).toEqual([
    [64, 128],
    undefined,
    [],
  ]);
  // another plane begins with a coarse landscape too
  void fine.draw(run, { kind: 'random', seed: 1 });
  await settle();
  expect(sizes()).toEqual([64, 128, 64]);
});

it('draws only what is missing on the plane', async () => {
  const run = await runWith(4);
  void jobs.draw(run, AUTO);
  await settle();
  await end(0);
  await jobs.drawRest(run, AUTO);
  expect(computed).toHaveLength(1);
  void jobs.drawRest(run, { kind: 'principal' });
  await settle();
  expect(computed).toHaveLength(2);
});

it('gives up what was asked for before', async () => {
  const run = await runWith(4);
  void jobs.draw(run, AUTO);
  await settle();
  void jobs.draw(run, { kind: 'random', seed: 1 });
  await settle();
  await end(0);
  expect([isDrawn(run), drawn]).toEqual([[false], 0]);
  await end(1);
  expect(run.last.landscapes?.kind).toBe('random');
});

it('draws a plane through the end of a run once that is over', async () => {
  const run = await runWith(2);
  void jobs.draw(run, THROUGH_END);
  await settle();
  await end(0);
  expect(run.last.landscapes?.kind).toBe('descent');
  jobs.finish(run, THROUGH_END);
  await settle();
  await end(1);
  expect(run.last.landscapes?.kind).toBe('given');
  // it waits no longer
  jobs.finish(run, THROUGH_END);
  await settle();
  expect(computed).toHaveLength(2);
});

it('says which state of a plane is gone, and shows that of a query', async () => {
  const run = await runWith(4);
  const gone = { kind: 'memory', name: 'z' } as const;
  void jobs.draw(run, { ...THROUGH_END, picks: [gone, gone, gone] });
  await settle();
  expect(problems.map(({ id }) => id)).toEqual(['plane']);
  expect(problems[0]?.text).toContain('z is no longer stored');
  await end(0);
  expect(run.last.landscapes?.kind).toBe('descent');
});

it('reports a failure with another try, but not one of what was given up', async () => {
  const run = await runWith(4);
  void jobs.draw(run, AUTO);
  await settle();
  jobs.stop();
  computed[0]?.end.reject(new EngineError('internal', 'Something is wrong.'));
  await settle();
  expect(problems).toEqual([]);
  void jobs.draw(run, AUTO);
  await settle();
  computed[1]?.end.reject(new EngineError('internal', 'Something is wrong.'));
  await settle();
  const [problem] = problems;
  expect(problem).toMatchObject({ title: 'Something is wrong.', action: { label: 'Try again' } });
  problem?.action?.run();
  await settle();
  await end(2);
  expect(isDrawn(run)).toEqual([true]);
});
