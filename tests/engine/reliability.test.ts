import { afterAll, expect, it } from 'vitest';
import { createEngine } from '#engine/engine';
import { forkHelper } from '#engine/process/fork';
import type { Params } from '#shared/api';
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
