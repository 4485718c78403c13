import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EngineError } from '#shared/errors';
import { Deferred, ScriptedEngine } from '../../../tests/support/scripted-engine';
import { landscapeReport, sendLandscape, sendSteps } from '../../../tests/support/scripted-run';
import type { Landscapes, Moment, PreparedStates } from '../domain/run/moment';
import { jobOf } from '../domain/settings/job';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { FollowSlice } from './follow-slice.svelte';
import { newRun } from './run';

const FULL_SIZE = 200;
const COARSE_SIZE = 100;
const settings = { ...defaultSettings, ...settingsStoring(['a.png', 'b.png']), steps: 9 };
const plane: Landscapes = {
  kind: 'pca',
  size: 2,
  u: Float64Array.of(-1, 1),
  v: Float64Array.of(-1, 1),
  origin: new Float64Array(2),
  axes: [Float64Array.of(1, 0), Float64Array.of(0, 1)],
  energies: { mrdam: Float32Array.of(5, 6, 7, 8) },
  memories: new Float32Array(4),
  items: [],
  projections: [],
  explainedVariance: 1,
  noiseEnergy: null,
};
const prepared: PreparedStates = {
  dim: 2,
  shape: { height: 1, width: 2, channels: 1 },
  items: [],
  memories: new Float32Array(4),
  numQueries: 2,
  queries: new Float32Array(4),
  clamped: new Uint8Array(4),
  origins: null,
  targets: [0, 1],
  distances: {
    memories: new Float64Array(4),
    queries: new Float64Array(4),
    numMemories: 2,
    freeCoordinates: [2],
  },
};
const run = newRun(jobOf('set', settings), prepared, settings);
sendSteps(
  {
    onFrame: (meta, arrays) => {
      run.recording.add(meta, arrays);
    },
  },
  0,
  9,
);

function momentAt(step: number, query = 0): Moment {
  const { recording, last } = run;
  return { prepared, recording, landscapes: plane, paths: last.paths, energyCut: 10, step, query };
}

let engine: ScriptedEngine;
let errors: EngineError[];
let slice: FollowSlice;
/** The grids that are asked for, and what ends each of them. */
let grids: { size: number; end: Deferred<undefined> }[];
beforeEach(() => {
  vi.useFakeTimers();
  [engine, errors, grids] = [new ScriptedEngine(), [], []];
  slice = new FollowSlice(engine, FULL_SIZE, (error) => errors.push(error));
  slice.isOn = true;
  engine.on('landscape', async ({ grid, model }, options) => {
    const end = new Deferred<undefined>();
    grids.push({ size: grid.size, end });
    await end.promise;
    sendLandscape(grid.size, options, model.models);
    return landscapeReport;
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const sizes = () => grids.map(({ size }) => size);
async function finish(index: number): Promise<void> {
  grids[index]?.end.resolve(undefined);
  await vi.advanceTimersByTimeAsync(0);
}

it('computes a coarse grid while the state moves, and the full one once it rests', async () => {
  slice.follow(momentAt(3), run, false);
  expect(sizes()).toEqual([COARSE_SIZE]);
  await finish(0);
  expect(slice.over(momentAt(3))?.landscapes?.size).toBe(COARSE_SIZE);
  await vi.advanceTimersByTimeAsync(150);
  expect(sizes()).toEqual([COARSE_SIZE, FULL_SIZE]);
  await finish(1);
  const { landscapes } = slice.over(momentAt(3)) ?? {};
  expect(landscapes?.size).toBe(FULL_SIZE);
  // not above the lowest energy of the plane and of the steps, which are their numbers
  expect(landscapes?.following?.low).toBe(0);
});

it('passes over the steps that come while one is computed', async () => {
  for (const step of [1, 2, 3]) slice.follow(momentAt(step), run, false);
  expect(sizes()).toHaveLength(1);
  await finish(0);
  expect(sizes()).toHaveLength(2);
  await finish(1);
  expect(sizes()).toHaveLength(2);
});

it('gives up a slice of another query', async () => {
  slice.follow(momentAt(1), run, false);
  slice.follow(momentAt(1, 1), run, false);
  await vi.advanceTimersByTimeAsync(0);
  expect(sizes()).toHaveLength(2);
  expect(slice.over(momentAt(1))?.landscapes).toBe(plane);
});

it('leaves most of the time to a run beside it', async () => {
  slice.follow(momentAt(1), run, true);
  await vi.advanceTimersByTimeAsync(100);
  slice.follow(momentAt(2), run, true);
  await finish(0);
  await vi.advanceTimersByTimeAsync(299);
  expect(sizes()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(sizes()).toHaveLength(2);
});

it('shows the plane that stands still where it does not follow', async () => {
  slice.follow(momentAt(1), run, false);
  await finish(0);
  slice.isOn = false;
  slice.follow(momentAt(1), run, false);
  expect(slice.over(momentAt(1))?.landscapes).toBe(plane);
  slice.isOn = true;
  expect(slice.over(momentAt(1))?.landscapes).toBe(plane);
});

it('gives a film the full grid of each step, and computes none twice', async () => {
  const { signal } = new AbortController();
  const exact = slice.exactly(momentAt(4), run, signal);
  await finish(0);
  expect((await exact).landscapes?.size).toBe(FULL_SIZE);
  slice.follow(momentAt(4), run, false);
  await vi.advanceTimersByTimeAsync(150);
  await finish(1);
  await vi.advanceTimersByTimeAsync(0);
  await finish(2);
  const count = grids.length;
  expect((await slice.exactly(momentAt(4), run, signal)).landscapes?.size).toBe(FULL_SIZE);
  expect(grids).toHaveLength(count);
});

it('stops following where a slice cannot be computed, and says why', async () => {
  engine.on('landscape', () => Promise.reject(new EngineError('internal', 'Something is wrong.')));
  slice.follow(momentAt(1), run, false);
  await vi.advanceTimersByTimeAsync(0);
  expect([slice.isOn, errors.map(({ message }) => message)]).toEqual([false, ['Something is wrong.']]);
});
