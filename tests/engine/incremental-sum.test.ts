import { expect, it } from 'vitest';
import type { Params } from '#shared/api';
import { Recording } from '#shared/recording';
import type { EngineClient } from '#shared/rpc/client';
import type { MemoriesSpec, Setup } from '#shared/setup';
import { engineForFile, startEngine } from '../support/engine';

/** Memories are added and removed during a run: it stops at a step and resumes from there with the others. */

type Pictures = Extract<MemoriesSpec, { from: 'images' }>;
const engine = engineForFile();
const images = { source: 'sample:emoji', gray: true, size: { width: 12, height: 12 } };
const STEPS = 40;

function setupOf(change: Partial<Pictures>): Setup {
  return {
    memories: { from: 'images', images, count: 6, seed: 0, ...change },
    queries: {
      from: 'memories',
      count: 3,
      corruptions: [{ kind: 'side', side: 'bottom', fraction: 0.5 }],
      fill: 'black',
      clamp: true,
      seed: 0,
    },
  };
}

const model: Params<'descend'>['model'] = {
  models: ['mrdam', 'drdam'],
  beta: 30,
  device: 'cpu',
  drdam: { numFeatures: 6000, featureMap: 'sincos', projection: 'auto', epsilon: 1e-5, seed: 0 },
};
const before = setupOf({});

async function descend(
  engine: EngineClient,
  setup: Setup,
  steps: number,
  from?: { step: number; states: Float32Array[] },
) {
  const recording = new Recording({ models: ['mrdam', 'drdam'], numQueries: 3, dim: 144, steps: STEPS });
  const base64 = (states?: Float32Array) =>
    Buffer.from((states ?? new Float32Array()).slice().buffer).toString('base64');
  const resume = from && {
    step: from.step,
    states: { mrdam: base64(from.states[0]), drdam: base64(from.states[1]) },
  };
  const params = { setup, model, descent: { stepSize: 0.1, steps, keep: 1 }, ...(resume && { resume }) };
  const report = await engine.call('descend', params, {
    onFrame: (meta, arrays) => {
      recording.add(meta, arrays);
    },
  });
  return { report, recording };
}

/** A run that resumes with other memories must end where one ends in an engine that has never known the first ones. */
async function expectResumed(before: Setup, after: Setup, numMemories: number) {
  const first = await descend(engine, before, STEPS / 2);
  const states = (['mrdam', 'drdam'] as const).map(
    (name) => first.recording.states(name).get(STEPS / 2) ?? new Float32Array(),
  );
  await engine.call('precomputeFeatures', { memories: after.memories, model });
  const from = { step: STEPS / 2, states };
  const resumed = await descend(engine, after, STEPS, from);
  const fresh = await descend(startEngine(), after, STEPS, from);
  for (const name of ['mrdam', 'drdam'] as const) {
    const [one, other] = [resumed, fresh].map(({ recording }) => recording.states(name).get(STEPS));
    one?.forEach((value, i) => {
      expect(Math.abs(value - (other?.[i] ?? NaN))).toBeLessThan(1e-5);
    });
    expect(resumed.report.models[name]?.parameters).toBe(name === 'mrdam' ? numMemories * 144 : 2 * 6000);
  }
  expect(resumed.recording.states('drdam').get(STEPS)).not.toEqual(states[1]);
}

it('a run resumes with more memories as if they had always been stored', () =>
  expectResumed(before, setupOf({ count: 9 }), 9));

it('a run resumes with memories chosen by name: some added, some removed, in another order', async () => {
  const { items } = await engine.call('browse', { images, seed: 0, limit: 9 });
  const chosen = (...indices: number[]): Setup => ({
    ...before,
    memories: { from: 'chosen', images, names: indices.map((index) => items[index]?.name ?? '') },
  });
  await expectResumed(chosen(0, 1, 2, 3, 4, 5), chosen(7, 1, 5, 2, 6, 8, 3), 7);
});

it('T is summed while a descent runs', async () => {
  const order: string[] = [];
  const running = engine.call(
    'descend',
    { setup: before, model, descent: { stepSize: 0.1, steps: 4000, keep: 0 } },
    { onFrame: () => void order.push('steps') },
  );
  await expect.poll(() => order.length, { timeout: 30_000 }).toBeGreaterThan(0);
  await engine.call('precomputeFeatures', { memories: setupOf({ count: 200 }).memories, model });
  order.push('summed');
  const { models } = await running;
  expect(order.lastIndexOf('steps')).toBeGreaterThan(order.indexOf('summed'));
  expect(models.drdam?.nearest).toHaveLength(3);
});
