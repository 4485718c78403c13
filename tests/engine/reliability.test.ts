import { afterAll, expect, it } from 'vitest';
import { createEngine } from '#engine/engine';
import { forkHelper } from '#engine/process/fork';
import type { Params } from '#shared/api';
import type { Notice } from '#shared/progress';
import { EngineClient } from '#shared/rpc/client';
import { portPair } from '#shared/rpc/port';
import { serveEngine } from '#shared/rpc/server';

/** What is predicted of pictures, from T alone, beside what is measured. */

const engine = createEngine({ startHelper: forkHelper });
const [here, there] = portPair();
serveEngine(there, engine.handlers);
const client = new EngineClient(here);
afterAll(() => engine.close());

const SEEDS = [0, 1, 2];

it.each([
  { map: 'sincos', source: 'sample:emoji', gray: false, size: 24, beta: 90, numFeatures: 40_000 },
  { map: 'sincos', source: 'sample:digits', gray: true, size: 28, beta: 100, numFeatures: 30_000 },
  { map: 'cos', source: 'sample:digits', gray: true, size: 28, beta: 100, numFeatures: 60_000 },
] as const)('$source, $map: the noise is at most a tenth above its bound', async (setting) => {
  const { map: featureMap, source, gray, size, beta, numFeatures } = setting;
  const images = { source, gray, size: { width: size, height: size } };
  for (const seed of SEEDS) {
    const memories = { from: 'images', images, count: 6, seed } as const;
    const params: Params<'descend'> = {
      setup: {
        memories,
        queries: {
          from: 'memories',
          count: 4,
          corruptions: [{ kind: 'side', side: 'bottom', fraction: 0.4 }],
          fill: 'mean',
          clamp: true,
          seed,
        },
      },
      model: {
        models: ['mrdam', 'drdam'],
        beta,
        device: 'cpu',
        drdam: { numFeatures, featureMap, projection: 'auto', epsilon: 1e-5, seed },
      },
      descent: { stepSize: 0.2, steps: 150, keep: 150 },
    };
    const { trust, measured, models } = await client.call('descend', params);
    const { effectiveMemories } = await client.call('inspect', { memories, beta });
    // of T and of all pairs of memories
    expect(Math.abs((trust?.effectiveMemories ?? NaN) / effectiveMemories - 1)).toBeLessThan(0.02);
    expect(models.drdam?.basins).toEqual([0, 1, 2, 3]);
    expect((measured.pixelNoise ?? NaN) / (trust?.pixelNoise ?? NaN)).toBeLessThan(1.1);
  }
});

it('says of a beta at which the memories merge which one separates them, for descents and landscapes', async () => {
  const images = { source: 'sample:digits', gray: true, size: { width: 8, height: 8 } };
  const memories = { from: 'images', images, count: 4, seed: 0 } as const;
  const { separatingBeta } = await client.call('inspect', { memories, beta: 1 });
  const queries: Params<'descend'>['setup']['queries'] = {
    from: 'memories',
    count: 1,
    corruptions: [],
    fill: 'black',
    clamp: false,
    seed: 0,
  };
  const noticesAt = async (beta: number) => {
    const model: Params<'descend'>['model'] = {
      models: ['mrdam'],
      beta,
      device: 'cpu',
      drdam: { numFeatures: 100, featureMap: 'sincos', projection: 'auto', epsilon: 1e-5, seed: 0 },
    };
    const said: string[] = [];
    const options = { onNotice: ({ id, tip = '' }: Notice) => id === 'merging' && said.push(tip) };
    await client.call(
      'descend',
      { setup: { memories, queries }, model, descent: { stepSize: 0.1, steps: 1, keep: 0 } },
      options,
    );
    await client.call('landscape', { memories, model, grid: { plane: { kind: 'pca' }, size: 4 } }, options);
    return said;
  };
  expect(await noticesAt(1.01 * separatingBeta)).toEqual([]);
  const tip = `Raise β to ${String(Math.ceil(1.5 * separatingBeta))}, which separates these memories, or store fewer.`;
  expect(await noticesAt(0.99 * separatingBeta)).toEqual([tip, tip]);
});

it('tells blends and noise wells from what was recalled', async () => {
  const images = { source: 'sample:digits', gray: true, size: { width: 28, height: 28 } };
  const memories = { from: 'images', images, count: 6, seed: 0 } as const;
  const { separatingBeta } = await client.call('inspect', { memories, beta: 1 });
  const endsAt = async (beta: number, numFeatures: number) => {
    const drdam = { numFeatures, featureMap: 'sincos', projection: 'auto', epsilon: 1e-5, seed: 0 } as const;
    const { models } = await client.call('descend', {
      setup: {
        memories,
        queries: {
          from: 'memories',
          count: 4,
          corruptions: [{ kind: 'side', side: 'bottom', fraction: 0.5 }],
          fill: 'mean',
          clamp: true,
          seed: 0,
        },
      },
      model: { models: ['mrdam', 'drdam'], beta, device: 'cpu', drdam },
      descent: { stepSize: 0.2, steps: 150, keep: 0 },
    });
    return models;
  };
  const low = await endsAt(0.5 * separatingBeta, 20_000);
  for (const model of [low.mrdam, low.drdam]) {
    expect(model?.places).toEqual(Array(4).fill('blend'));
    for (const [largest] of model?.shares ?? []) expect(largest?.share).toBeLessThan(0.9);
  }
  // far from both limits: wells deeper than a memory
  const noisy = await endsAt(2 * separatingBeta, 1000);
  expect(noisy.mrdam?.places).toEqual(Array(4).fill('memory'));
  expect(noisy.drdam?.places).toEqual(Array(4).fill('elsewhere'));
});
