import { expect, it } from 'vitest';
import type { Params } from '#shared/api';
import { Recording } from '#shared/recording';
import type { EngineClient } from '#shared/rpc/client';
import type { MemoriesSpec, Setup } from '#shared/setup';
import { prepare, startEngine } from '../support/engine';

/** Memories that come and go while a run is under way: the run stops at a step and goes on with others from there. */

type Pictures = Extract<MemoriesSpec, { from: 'images' }>;
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
const after = setupOf({ count: 9, without: [0, 4] });

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

async function goesOn(before: Setup, after: Setup) {
  const engine = startEngine();
  const first = await descend(engine, before, STEPS / 2);
  const states = (['mrdam', 'drdam'] as const).map(
    (name) => first.recording.states(name).get(STEPS / 2) ?? new Float32Array(),
  );
  await engine.call('precomputeFeatures', { memories: after.memories, model });
  const from = { step: STEPS / 2, states };
  const living = await descend(engine, after, STEPS, from);
  const anew = await descend(startEngine(), after, STEPS, from);
  for (const name of ['mrdam', 'drdam'] as const) {
    const [one, other] = [living, anew].map(({ recording }) => recording.states(name).get(STEPS));
    one?.forEach((value, i) => {
      expect(Math.abs(value - (other?.[i] ?? NaN))).toBeLessThan(1e-5);
    });
    // what is left of six, three of them queried, and three more
    expect(living.report.models[name]?.parameters).toBe(name === 'mrdam' ? 7 * 144 : 2 * 6000);
  }
  expect(living.recording.states('drdam').get(STEPS)).not.toEqual(states[1]);
}

it('a run goes on with other memories, as if they had always been stored', () => goesOn(before, after));

it('and so it does where they are chosen by their names, come and go anywhere and change their order', async () => {
  const { items } = await startEngine().call('browse', { images, seed: 0, limit: 9 });
  const chosen = (...places: number[]): Setup => ({
    ...before,
    memories: { from: 'chosen', images, names: places.map((place) => items[place]?.name ?? '') },
  });
  await goesOn(chosen(0, 1, 2, 3, 4, 5), chosen(7, 1, 5, 2, 6, 8, 3));
});

it('queries stay what they were when the memories that they were made from go', async () => {
  const engine = startEngine();
  const [full, less] = [await prepare(engine, before), await prepare(engine, after)];
  expect(less.report.targets).toEqual([-1, 0, 1]);
  expect(less.report.memories.map(({ name }) => name).slice(0, 4)).toEqual(
    [1, 2, 3, 5].map((k) => full.report.memories[k]?.name),
  );
  expect(less.rows.floats('queries')).toEqual(full.rows.floats('queries'));
  expect(less.rows.floats('origins')).toEqual(full.rows.floats('memories').subarray(0, 3 * 144));
});

it('T is summed beside a descent that goes on', async () => {
  const engine = startEngine();
  const order: string[] = [];
  const running = engine.call(
    'descend',
    { setup: before, model, descent: { stepSize: 0.1, steps: 4000, keep: 0 } },
    { onFrame: () => void order.push('steps') },
  );
  await expect.poll(() => order.length, { timeout: 30_000 }).toBeGreaterThan(0);
  await engine.call('precomputeFeatures', { memories: setupOf({ count: 200 }).memories, model });
  order.push('stored');
  const { models } = await running;
  expect(order.lastIndexOf('steps')).toBeGreaterThan(order.indexOf('stored'));
  expect(models.drdam?.nearest).toHaveLength(3);
});
