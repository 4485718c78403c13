import { beforeEach, expect, it } from 'vitest';
import { decodeBase64 } from '#shared/base64';
import { Recording } from '#shared/recording';
import type { PlaneSpec } from '#shared/setup';
import { ScriptedEngine } from '../../../tests/support/scripted-engine';
import { landscapeReport, sendLandscape } from '../../../tests/support/scripted-run';
import type { Landscapes, PreparedStates } from '../domain/run/moment';
import { jobOf } from '../domain/settings/job';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { silentOptions } from './call-options';
import type { SliceTarget } from './slice-surfaces';
import { computeSlices } from './slice-surfaces';

const STEPS = 3;
/** A plane in three dimensions: u and v are the first two coordinates, and it lies at a height of 5. */
const plane: Landscapes = {
  kind: 'pca',
  size: 2,
  u: Float64Array.of(-1, 1),
  v: Float64Array.of(-2, 2),
  origin: Float64Array.of(0, 0, 5),
  axes: [Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 0)],
  energies: { mrdam: Float32Array.of(5, 6, 7, 8), drdam: Float32Array.of(9, 9, 9, 9) },
  memories: new Float32Array(6),
  items: [],
  projections: [],
  explainedVariance: 1,
  noiseEnergy: null,
};
const prepared = {
  dim: 3,
  numQueries: 2,
  items: [],
  memories: new Float32Array(6),
} as unknown as PreparedStates;

/** Two queries, at heights 7 and 10; query 0 has the given energies, and query 1 very low ones. */
function recordingWith(energies: readonly number[]): Recording {
  const recording = new Recording({ models: ['mrdam', 'drdam'], numQueries: 2, dim: 3, steps: STEPS });
  for (const model of ['mrdam', 'drdam'] as const) {
    energies.forEach((energy, step) => {
      const scalars = { data: Float32Array.of(energy, -100), shape: [1, 2] };
      const states = { data: Float32Array.of(0.5, 1, 7, 2, 0, 10), shape: [1, 2, 3] };
      const meta = { model, firstStep: step, firstQuery: 0, stateSteps: [step] };
      recording.add(meta, { energies: scalars, gradient_norms: scalars, states });
    });
  }
  return recording;
}

function targetOf(energies: readonly number[], on = plane, steps: SliceTarget['steps'] = [0, Infinity]) {
  const recording = recordingWith(energies);
  const moment = { prepared, recording, landscapes: on, energyCut: 10, step: 0, query: 0 };
  const paths = { mrdam: [], drdam: [], own: [] };
  const state = Float32Array.of(0.5, 1, 7);
  const job = jobOf('set', { ...defaultSettings, ...settingsStoring(['a', 'b']) });
  return { moment: { ...moment, paths }, plane: on, job, steps, states: { mrdam: state, drdam: state } };
}

let engine: ScriptedEngine;
let planes: PlaneSpec[];
beforeEach(() => {
  [engine, planes] = [new ScriptedEngine(), []];
  engine.on('landscape', ({ grid, model }, options) => {
    planes.push(grid.plane);
    sendLandscape(grid.size, options, model.models);
    return Promise.resolve(landscapeReport);
  });
});

const slicesOf = (target: SliceTarget) => computeSlices(engine, target, 4, silentOptions());

it('goes through the state, parallel to the plane and in its coordinates', async () => {
  const { following, energies, size } = await slicesOf(targetOf([1]));
  // the origin moves by the state's component off the plane alone
  expect([...(following?.slices.mrdam?.origin ?? [])]).toEqual([0, 0, 7]);
  const [sent] = planes;
  const bytes = Buffer.from(decodeBase64(sent?.kind === 'given' ? sent.origin : ''));
  expect([0, 8, 16].map((at) => bytes.readDoubleLE(at))).toEqual([0, 0, 7]);
  expect([Object.keys(energies), size]).toEqual([['mrdam', 'drdam'], 4]);
});

it('knows how far the states of all queries are from it', async () => {
  const { following } = await slicesOf(targetOf([1]));
  expect([...(following?.slices.drdam?.offPlane ?? [])]).toEqual([0, 3]);
});

it('shows energies down to the lowest of the plane and of the query on its way', async () => {
  // a plane of its own for each target, since the lowest energy of a plane never rises again
  expect((await slicesOf(targetOf([9, 8, 7], { ...plane }))).following?.low).toBe(5);
  expect((await slicesOf(targetOf([9, 3, 4], { ...plane }))).following?.low).toBe(3);
  const unknown = { ...plane, energies: { mrdam: Float32Array.of(NaN, 4, -Infinity, 8) } };
  expect((await slicesOf(targetOf([9, -Infinity], unknown))).following?.low).toBe(4);
  // steps of other settings do not count
  expect((await slicesOf(targetOf([1, 3, 4], { ...plane }, [1, 3]))).following?.low).toBe(3);
  expect((await slicesOf(targetOf([9, 3, 1], { ...plane }, [1, 2]))).following?.low).toBe(3);
});

it('does not raise what is shown when another step follows', async () => {
  const same = { ...plane };
  await slicesOf(targetOf([9, 2], same));
  expect((await slicesOf(targetOf([9, 8], same))).following?.low).toBe(2);
});
