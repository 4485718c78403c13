import { expect, it } from 'vitest';
import { boxStates, never } from '../../../tests/support/descents';
import { describeOnDevices } from '../../../tests/support/devices';
import { featureEnergy, rowsOf } from '../../../tests/support/reference';
import { makeDrdam } from '../descent/drdam';
import { evaluate } from '../descent/evaluate';
import { sumFeatures } from './sum-features';
import { ProjectionOnDevice } from './projection-on-device';
import { gaussianProjection } from './projection';

describeOnDevices('the positive maps', (runtime) => {
  it('stay finite when their features overflow float32', async () => {
    const [dim, beta] = [8, 400];
    const memories = boxStates(3, dim, 5).map((value) => 1.3 * value);
    const projection = gaussianProjection(dim, 500, 1);
    const onDevice = await ProjectionOnDevice.make(runtime(), projection);
    const s = rowsOf(projection.inputs.projection?.data ?? [], dim);
    for (const map of ['exp', 'expexp'] as const) {
      const memory = await sumFeatures(runtime(), onDevice, memories, dim, beta, never, map);
      const model = await makeDrdam(runtime(), onDevice, memory, { beta, epsilon: 0 });
      const { energies, gradients } = await evaluate(runtime(), model, memories, dim, never);
      await model.dispose();
      // float64 can still represent these exponents
      const energyOf = featureEnergy(map, rowsOf(memories, dim), s, [], beta, 'log');
      rowsOf(memories, dim).forEach((x, i) => {
        const expected = energyOf(x);
        expect(Math.abs((energies[i] ?? NaN) - expected)).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(expected)),
        );
      });
      expect(gradients.every(Number.isFinite)).toBe(true);
    }
    await onDevice.dispose();
  });
});
