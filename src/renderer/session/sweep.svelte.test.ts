import { beforeEach, expect, it } from 'vitest';
import { EngineError } from '#shared/errors';
import { ScriptedEngine, settle } from '../../../tests/support/scripted-engine';
import {
  descentReport,
  landscapeReport,
  preparedReport,
  sendLandscape,
  sendPrepared,
  sendSteps,
} from '../../../tests/support/scripted-run';
import type { Landscapes } from '../domain/run/moment';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { sweepSeconds } from '../domain/sweep-values';
import { Sweep } from './sweep.svelte';

const STEPS = 2;
const settings = { ...defaultSettings, ...settingsStoring(['a.png', 'b.png']), steps: STEPS };
const spec = { key: 'beta', values: [30, 60, 120] } as const;
const plane: Landscapes = {
  kind: 'given',
  size: 2,
  u: Float64Array.of(-1, 3),
  v: Float64Array.of(-2, 2),
  origin: new Float64Array(2),
  axes: [Float64Array.of(1, 0), Float64Array.of(0, 1)],
  energies: {},
  memories: new Float32Array(4),
  items: [],
  projections: [],
  explainedVariance: 1,
  noiseEnergy: null,
};
const base = { source: 'set', settings, query: 1, landscapes: plane };

let engine: ScriptedEngine;
let errors: EngineError[];
let sweep: Sweep;
/** What descends: its beta, and what its queries are made from. */
let descents: { beta: number; queries: unknown }[];
let grids: unknown[];
beforeEach(() => {
  [engine, errors, descents, grids] = [new ScriptedEngine(), [], [], []];
  sweep = new Sweep(engine, (error) => errors.push(error));
  engine.on('prepare', (_, options) => {
    sendPrepared(options);
    return Promise.resolve(preparedReport);
  });
  engine.on('descend', ({ model, setup }, options) => {
    descents.push({ beta: model.beta, queries: setup.queries });
    sendSteps(options, 0, STEPS);
    return Promise.resolve(descentReport);
  });
  engine.on('landscape', ({ model, grid }, options) => {
    grids.push(grid.extent);
    sendLandscape(4, options, model.models);
    return Promise.resolve(landscapeReport);
  });
});

it('computes one query under each value, on the part of the plane that is shown', async () => {
  await sweep.compute(spec, base);
  expect(descents.map(({ beta }) => beta)).toEqual([30, 60, 120]);
  expect(descents[0]?.queries).toMatchObject({ queries: [{ source: { name: 'b.png' } }] });
  expect(grids).toEqual(Array(3).fill({ u0: -1, u1: 3, v0: -2, v1: 2 }));
  expect(sweep.points.map(({ value }) => value)).toEqual([30, 60, 120]);
  expect(sweep.points[0]?.moment.recording?.lastCompleteStep).toBe(STEPS);
  expect([sweep.query, sweep.isComputing, errors]).toEqual([1, false, []]);
});

it('keeps what it has when it is stopped, and computes no more', async () => {
  const computed = sweep.compute(spec, base);
  while (sweep.points.length === 0) await settle();
  sweep.stop();
  await computed;
  expect([sweep.points.length, sweep.isComputing, sweep.spec]).toEqual([1, false, spec]);
  expect(errors).toEqual([]);
});

it('begins anew with another specification, and nothing of the one before comes in', async () => {
  const first = sweep.compute(spec, base);
  const second = sweep.compute({ key: 'stepSize', values: [0.1, 0.2] }, base);
  await Promise.all([first, second]);
  expect(sweep.points.map(({ value }) => value)).toEqual([0.1, 0.2]);
});

it('reports what fails, and ends', async () => {
  engine.on('descend', () => Promise.reject(new EngineError('internal', 'Something is wrong.')));
  await sweep.compute(spec, base);
  expect(errors.map(({ message }) => message)).toEqual(['Something is wrong.']);
  expect([sweep.isComputing, sweep.points]).toEqual([false, []]);
  await sweep.compute(spec, { ...base, query: 7 });
  expect(errors[1]?.message).toContain('Query h does not exist');
});

it('takes as long as the run did for one query, and more with more features', () => {
  expect(sweepSeconds(spec, null, settings)).toBeNull();
  // two models of 0.1 s for two queries, and 0.1 s to set up
  expect(sweepSeconds(spec, descentReport, settings)).toBeCloseTo(3 * 0.2, 10);
  const more = { key: 'numFeatures', values: [180_000, 360_000] } as const;
  expect(sweepSeconds(more, descentReport, settings)).toBeCloseTo(0.2 + 0.4, 10);
});
