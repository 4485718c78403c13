import { expect, it } from 'vitest';
import type { MemoriesSpec, PlaneSpec } from '#shared/setup';
import type { FrameArray } from '#shared/rpc/frame';
import { engineForFile } from '../support/engine';

/** `plane` tells of a plane exactly what `landscape` tells of it, without computing an energy. */

const engine = engineForFile();
const images = { source: 'sample:emoji', gray: true, size: { width: 12, height: 12 } };
const memories: MemoriesSpec = { from: 'images', images, count: 6, seed: 0 };
const model = {
  models: ['mrdam' as const],
  beta: 30,
  device: 'cpu' as const,
  drdam: {
    numFeatures: 100,
    featureMap: 'sincos' as const,
    projection: 'auto' as const,
    epsilon: 1e-5,
    seed: 0,
  },
};

it.each<PlaneSpec>([{ kind: 'pca' }, { kind: 'memories', indices: [0, 2, 5] }, { kind: 'random', seed: 7 }])(
  'the plane $kind is that of the landscape',
  async (plane) => {
    const frames: Readonly<Record<string, FrameArray>>[] = [];
    const onFrame = (_: object, arrays: Readonly<Record<string, FrameArray>>) => {
      frames.push(arrays);
    };
    const report = await engine.call('plane', { memories, plane }, { onFrame });
    const landscape = await engine.call(
      'landscape',
      { memories, model, grid: { plane, size: 2 } },
      { onFrame },
    );
    const [alone, withEnergies] = frames;
    expect(Object.keys(alone ?? {}).sort()).toEqual(['axes', 'origin']);
    expect(alone?.origin).toEqual(withEnergies?.origin);
    expect(alone?.axes).toEqual(withEnergies?.axes);
    expect(report.memories).toHaveLength(6);
    expect(report).toEqual({
      memories: landscape.memories,
      explainedVariance: landscape.explainedVariance,
    });
  },
);

it('a plane through memories that are not there is refused', async () => {
  const plane: PlaneSpec = { kind: 'memories', indices: [0, 1, 6] };
  await expect(engine.call('plane', { memories, plane })).rejects.toMatchObject({
    code: 'bad-request',
  });
});
