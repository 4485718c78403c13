import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Notice } from '#shared/progress';
import type { FrameArray } from '#shared/rpc/frame';
import type { ModelSpec } from '#shared/setup';
import { bowl, half, outputs, x } from '../support/bowl-energies';
import { saveNpy, temporaryFolder } from '../support/cli';
import { boxStates } from '../support/descents';
import { startEngine } from '../support/engine';
import { model, node, tensor } from '../support/onnx';

/** The landscape of a person's own energy, beside that of a model. */

const folder = temporaryFolder();
const [NUM_MEMORIES, DIM, SIZE] = [5, 12, 9];
const path = saveNpy(join(folder, 'memories.npy'), boxStates(NUM_MEMORIES, DIM, 3), [NUM_MEMORIES, DIM]);
const memories = { from: 'file', path } as const;
const grid = { plane: { kind: 'random', seed: 1 }, size: SIZE } as const;

const slope = node('Identity', ['slope'], ['gradient']);
/** E = |x|² / 2. */
const plain = model({ nodes: [...bowl, slope], inputs: [x], outputs, tensors: [half] });
/** E = log(|x|² - 0.3), which is not a number nearer to the origin than that. */
const hollow = model({
  nodes: [
    ...bowl.map((each, i) => (i === 1 ? node('Sub', ['square', 'least'], ['above']) : each)),
    node('Log', ['above'], ['energy']),
    slope,
  ],
  inputs: [x],
  outputs,
  tensors: [tensor('least', [], Float32Array.of(0.3))],
});

async function landscapeOf(file: string, bytes: Uint8Array, models: ModelSpec['models']) {
  const own = { path: join(folder, file) };
  writeFileSync(own.path, bytes);
  const notices: Notice[] = [];
  const frames: Readonly<Record<string, FrameArray>>[] = [];
  const report = await startEngine().call(
    'landscape',
    {
      memories,
      grid,
      model: {
        models,
        own,
        beta: 30,
        device: 'cpu',
        drdam: { numFeatures: 100, featureMap: 'sincos', projection: 'auto', epsilon: 1e-5, seed: 0 },
      },
    },
    { onFrame: (_, arrays) => void frames.push(arrays), onNotice: (notice) => void notices.push(notice) },
  );
  const [arrays = {}] = frames;
  return { report, notices, arrays };
}

/** |x|² at every point of the grid [v, u], in float64 from the plane that came with it. */
function squares(arrays: Readonly<Record<string, FrameArray>>): number[] {
  const numbers = (name: string) => Array.from(arrays[name]?.data ?? [], Number);
  const [u, v, origin, axes] = [numbers('u'), numbers('v'), numbers('origin'), numbers('axes')];
  const at = (row: number[], i: number) => row[i] ?? NaN;
  return v.flatMap((b) =>
    u.map((a) =>
      origin.reduce((sum, one, i) => sum + (one + a * at(axes, i) + b * at(axes, DIM + i)) ** 2, 0),
    ),
  );
}

it('is the energy of the points of the plane', async () => {
  const { report, arrays } = await landscapeOf('plain.onnx', plain, ['mrdam', 'own']);
  const found = Array.from(arrays.own_energy?.data ?? [], Number);
  const expected = squares(arrays).map((square) => square / 2);
  expect(found).toHaveLength(SIZE * SIZE);
  // points and energies in float32
  found.forEach((energy, i) => {
    expect(Math.abs(energy - (expected[i] ?? NaN))).toBeLessThan(1e-6 * Math.max(1, energy));
  });
  expect(report.seconds.own).toBeGreaterThan(0);
  expect(arrays.mrdam_energy?.shape).toEqual([SIZE, SIZE]);
});

it('has holes where the energy is not finite, and says at how many points', async () => {
  const { arrays, notices } = await landscapeOf('hollow.onnx', hollow, ['own']);
  const holes = squares(arrays).filter((square) => square <= 0.3).length;
  expect(holes).toBeGreaterThan(0);
  expect(holes).toBeLessThan(SIZE * SIZE);
  const found = Array.from(arrays.own_energy?.data ?? [], Number);
  expect(found.filter((energy) => !Number.isFinite(energy))).toHaveLength(holes);
  expect(notices.find(({ id }) => id === 'own-holes')?.summary).toBe(
    `hollow.onnx is not finite at ${String(holes)} of ${String(SIZE * SIZE)} points.`,
  );
});

it('fails, the models beside it too, when the energy is no ONNX graph', async () => {
  await expect(landscapeOf('cut.onnx', plain.slice(0, -20), ['mrdam', 'own'])).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('cut.onnx is not an ONNX model') as string,
  });
});
