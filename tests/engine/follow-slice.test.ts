import { expect, it } from 'vitest';
import type { Job } from '../../src/renderer/domain/settings/job';
import { runDescent } from '../../src/renderer/session/run-descent';
import { energyCutOf } from '../../src/renderer/session/energy-cut';
import type { Engines } from '../../src/renderer/session/engines';
import { computeLandscapes } from '../../src/renderer/session/landscapes';
import { projectOntoPlane } from '../../src/renderer/domain/run/plane-projection';
import { PathFollower } from '../../src/renderer/session/plane-paths';
import { silentOptions } from '../../src/renderer/session/call-options';
import { givenPlane } from '../../src/renderer/session/plane-through';
import { computeSlices } from '../../src/renderer/session/slice-surfaces';
import { prepareStates } from '../../src/renderer/session/prepare-states';
import type { Moment } from '../../src/renderer/domain/run/moment';
import { Recording } from '../../src/shared/recording';
import { startEngine } from '../support/engine';

/** A slice that rides with a state, from the window's session to the engine and back. */

const [STEPS, SIZE, MODELS] = [60, 128, ['mrdam', 'drdam'] as const];
const images = { source: 'sample:emoji', gray: true, size: { width: 12, height: 12 } };
const job: Job = {
  setup: {
    memories: { from: 'images', images, count: 6, seed: 0 },
    queries: {
      from: 'memories',
      count: 3,
      corruptions: [{ kind: 'side', side: 'bottom', fraction: 0.5 }],
      fill: 'mean',
      clamp: true,
      seed: 0,
    },
  },
  model: {
    models: [...MODELS],
    beta: 60,
    device: 'cpu',
    drdam: { numFeatures: 20_000, featureMap: 'sincos', projection: 'auto', epsilon: 1e-5, seed: 0 },
  },
  descent: { stepSize: 0.1, steps: STEPS, keep: 1 },
};

async function someRun() {
  const engine = startEngine();
  const engines = {
    call: (_, method, params, options) => engine.call(method, params, options),
  } as Pick<Engines, 'call'> as Engines;
  const { prepared } = await prepareStates(engines, job.setup, silentOptions());
  const { dim, numQueries } = prepared;
  const recording = new Recording({ models: [...MODELS], numQueries, dim, steps: STEPS });
  await runDescent(engines, job, recording, silentOptions(), () => undefined);
  const wish = {
    memories: job.setup.memories,
    model: job.model,
    descent: job.descent,
    plane: 'auto' as const,
    query: 0,
    size: SIZE,
  };
  const landscapes = await computeLandscapes(engines, wish, prepared, silentOptions());
  const follower = new PathFollower(recording, landscapes);
  follower.advance(Infinity);
  const { paths } = follower;
  const energyCut = energyCutOf(recording, landscapes);
  const momentAt = (step: number, query: number): Moment => {
    return { prepared, recording, landscapes, paths, energyCut, step, query };
  };
  return { engine, engines, recording, landscapes, prepared, momentAt };
}

/** Bilinear between the four points around. */
function read(grid: Float32Array, us: Float64Array, vs: Float64Array, u: number, v: number): number {
  const at = (value: number, axis: Float64Array) =>
    ((value - (axis[0] ?? NaN)) / ((axis.at(-1) ?? NaN) - (axis[0] ?? NaN))) * (SIZE - 1);
  const [column, row] = [at(u, us), at(v, vs)];
  const [i, j] = [Math.floor(column), Math.floor(row)];
  const [a, b] = [column - i, row - j];
  const value = (di: number, dj: number) => grid[(j + dj) * SIZE + i + di] ?? NaN;
  const near = value(0, 0) * (1 - a) + value(1, 0) * a;
  return near * (1 - b) + (value(0, 1) * (1 - a) + value(1, 1) * a) * b;
}

it('the selected state stands on its slice at its own energy, in both models, at every step', async () => {
  const { engine, engines, recording, landscapes, prepared, momentAt } = await someRun();
  const { dim, numQueries, memories } = prepared;
  const spacing = ((landscapes.u.at(-1) ?? 0) - (landscapes.u[0] ?? 0)) / (SIZE - 1);
  const query = 1;
  for (const step of [0, 4, 15, STEPS]) {
    const states = Object.fromEntries(
      MODELS.map((model) => [model, recording.stateAt(model, query, step)?.state ?? new Float32Array()]),
    );
    const target = {
      moment: momentAt(step, query),
      plane: landscapes,
      job,
      steps: [0, Infinity] as const,
      states,
    };
    const { following, energies, u, v, axes } = await computeSlices(engines, target, SIZE, silentOptions());
    expect([u, v]).toEqual([landscapes.u, landscapes.v]); // the same frame
    for (const model of MODELS) {
      const state = states[model] ?? new Float32Array();
      const slice = following?.slices[model];
      const energy = recording.energies(model)[step * numQueries + query] ?? NaN;
      const plane = { origin: slice?.origin ?? new Float64Array(), axes };
      const foot = projectOntoPlane(state, plane);
      expect(foot.offPlane).toBeLessThan(1e-6);
      expect(slice?.offPlane[query]).toBeLessThan(1e-6);

      // on the surface that is drawn: off by the bend within a cell, which is at most that of a memory's basin
      const onGrid = read(energies[model] ?? new Float32Array(), u, v, foot.u, foot.v);
      expect(Math.abs(onGrid - energy)).toBeLessThan((2 * spacing ** 2) / 8 + 1e-4 * Math.abs(energy));

      // the slice itself: a grid whose middle is the state
      let middle = NaN;
      const half = 0.01;
      const extent = { u0: foot.u - half, u1: foot.u + half, v0: foot.v - half, v1: foot.v + half };
      await engine.call(
        'landscape',
        {
          memories: job.setup.memories,
          model: { ...job.model, models: [model] },
          grid: { plane: givenPlane(plane), size: 3, extent },
        },
        {
          onFrame: (_, arrays) => {
            middle = Number(arrays[`${model}_energy`]?.data[4]);
          },
        },
      );
      // float32 energies near 0.02, and DrDAM's sum in float32
      expect(Math.abs(middle - energy)).toBeLessThan(1e-4 * Math.abs(energy) + 2e-7);

      // memories are as far from the moved slice as arithmetic says
      slice?.projections.forEach((where, k) => {
        const row = memories.subarray(k * dim, (k + 1) * dim);
        expect(where.offPlane).toBeCloseTo(projectOntoPlane(row, plane).offPlane, 6);
      });
    }
  }
});
