import { expect, it } from 'vitest';
import { boxStates, mulberry, never } from '../../../tests/support/descents';
import { describeOnDevices } from '../../../tests/support/devices';
import {
  at,
  centralDifference,
  dot,
  featureEnergy,
  largestError,
  mrdam,
  rowsOf,
  squareDistance,
} from '../../../tests/support/reference';
import { makeDrdam } from '../descent/drdam';
import { evaluate } from '../descent/evaluate';
import { makeMrdam } from '../descent/mrdam';
import { sumFeatures } from './distributed';
import { ProjectionOnDevice } from './features';
import { gaussian } from './projection';

const MAPS = ['sincos', 'cos', 'exp', 'expexp'] as const;
const FORMS = ['log', 'kernel'] as const;

/** Four settings, with a few states each that are damaged memories. */
const settings = [
  { dim: 12, numMemories: 5, numFeatures: 400, beta: 6, seed: 1 },
  { dim: 7, numMemories: 3, numFeatures: 250, beta: 15, seed: 2 },
  { dim: 20, numMemories: 4, numFeatures: 600, beta: 10, seed: 3 },
  { dim: 3, numMemories: 6, numFeatures: 300, beta: 3, seed: 4 },
];
const STATES = 6;

describeOnDevices('energy and gradient', (runtime) => {
  it.each(MAPS.flatMap((map) => FORMS.map((form) => ({ map, form }))))(
    'of the $map map ($form) are those of its features in float64',
    async ({ map, form }) => {
      let checked = 0;
      for (const { dim, numMemories, numFeatures, beta, seed } of settings) {
        const memories = boxStates(numMemories, dim, seed);
        const random = mulberry(seed + 10);
        const states = Float32Array.from(
          { length: STATES * dim },
          (_, i) => at([...memories], i % memories.length) + (0.3 * (random() - 0.5)) / Math.sqrt(dim),
        );
        const phase = Float32Array.from({ length: numFeatures }, () => 2 * Math.PI * random());
        const projection = gaussian(dim, numFeatures, seed);
        const onDevice = await ProjectionOnDevice.make(runtime(), projection);
        const memory = await sumFeatures(runtime(), onDevice, memories, dim, beta, never, map, phase);
        const model = await makeDrdam(runtime(), onDevice, memory, { beta, epsilon: 1e-5, form });
        const { energies, gradients } = await evaluate(runtime(), model, states, dim, never);
        await model.dispose();
        await onDevice.dispose();

        const s = rowsOf(projection.inputs.projection?.data ?? [], dim);
        const energyOf = (x: readonly number[]) =>
          featureEnergy(map, rowsOf(memories, dim), s, Array.from(phase), x, beta, form);
        rowsOf(states, dim).forEach((x, i) => {
          const expected = energyOf(x);
          expect(Math.abs((energies[i] ?? NaN) - expected)).toBeLessThan(
            1e-5 * Math.max(1, Math.abs(expected)),
          );
          const slope = centralDifference(energyOf, x);
          const size = Math.sqrt(dot(slope, slope));
          if (size < 1e-2) return;
          const found = Array.from(gradients.subarray(i * dim, (i + 1) * dim));
          expect(Math.sqrt(squareDistance(found, slope)) / size).toBeLessThan(1e-3);
          checked++;
        });
      }
      expect(checked).toBeGreaterThanOrEqual(20);
    },
  );

  it('of MrDAM without the logarithm are those of the kernel sum', async () => {
    const [dim, beta] = [9, 12];
    const memories = boxStates(5, dim, 1);
    const states = boxStates(4, dim, 2);
    const model = await makeMrdam(runtime(), memories, dim, beta, 'kernel');
    const { energies, gradients } = await evaluate(runtime(), model, states, dim, never);
    await model.dispose();
    const energyOf = (x: readonly number[]) =>
      -Math.exp(-beta * mrdam(rowsOf(memories, dim), x, beta).energy) / beta;
    rowsOf(states, dim).forEach((x, i) => {
      expect(energies[i]).toBeCloseTo(energyOf(x), 6);
      const found = gradients.subarray(i * dim, (i + 1) * dim);
      expect(largestError(found, centralDifference(energyOf, x))).toBeLessThan(1e-5);
    });
  });

  it('of the positive maps stay finite where their features leave float32', async () => {
    const [dim, beta] = [8, 400];
    const memories = boxStates(3, dim, 5).map((value) => 1.3 * value);
    const projection = gaussian(dim, 500, 1);
    const onDevice = await ProjectionOnDevice.make(runtime(), projection);
    const s = rowsOf(projection.inputs.projection?.data ?? [], dim);
    for (const map of ['exp', 'expexp'] as const) {
      const memory = await sumFeatures(runtime(), onDevice, memories, dim, beta, never, map);
      const model = await makeDrdam(runtime(), onDevice, memory, { beta, epsilon: 0 });
      const { energies, gradients } = await evaluate(runtime(), model, memories, dim, never);
      await model.dispose();
      // float64 still bears these exponents
      rowsOf(memories, dim).forEach((x, i) => {
        const expected = featureEnergy(map, rowsOf(memories, dim), s, [], x, beta, 'log');
        expect(Math.abs((energies[i] ?? NaN) - expected)).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(expected)),
        );
      });
      expect(gradients.every(Number.isFinite)).toBe(true);
    }
    await onDevice.dispose();
  });
});
