import { describe, expect, it } from 'vitest';
import { randomBits } from '#engine/experiments/patterns';
import { makeDrdam } from '#engine/descent/drdam';
import { evaluate } from '#engine/descent/evaluate';
import { sumFeatures } from '#engine/memories/sum-features';
import { ProjectionOnDevice } from '#engine/memories/projection-on-device';
import { gaussianProjection } from '#engine/memories/projection';
import { Stream } from '#engine/memories/random';
import { allStates, boxStates, never, recordDescent } from '../support/descents';
import { describeOnDevices, onCpu } from '../support/devices';
import { at, dot, largestError, mrdam, rowsOf, sum } from '../support/reference';

/** Facts that follow from the formulas, and need no other computation to compare with. */

describeOnDevices('DrDAM with one memory', (runtime) => {
  it.each([50, 3000])('has energy 0 and gradient 0 there, with %i features', async (numFeatures) => {
    const [dim, beta] = [30, 60];
    const memory = boxStates(1, dim, 3);
    const onDevice = await ProjectionOnDevice.make(runtime(), gaussianProjection(dim, numFeatures, 4));
    const sum = await sumFeatures(runtime(), onDevice, memory, dim, beta, never);
    const model = await makeDrdam(runtime(), onDevice, sum, { beta, epsilon: 1e-5 });
    const { energies, gradients } = await evaluate(runtime(), model, memory, dim, never);
    await model.dispose();
    await onDevice.dispose();
    // exactly 0 in exact arithmetic; float32 leaves its rounding of s = 1, over beta, and of cos sin - sin cos
    expect(Math.abs(energies[0] ?? NaN)).toBeLessThan(1e-6 / beta);
    expect(Math.max(...gradients.map(Math.abs))).toBeLessThan(1e-6);
  });
});

describe('MrDAM', () => {
  const runtime = onCpu();
  const [dim, beta] = [24, 18];
  const memories = boxStates(7, dim, 1);
  const queries = boxStates(5, dim, 2);
  const stored = rowsOf(memories, dim);

  it('at step size 1 is attention over the memories, their half squares taken off the scores', async () => {
    const attention = (x: readonly number[]) => {
      const scores = stored.map((memory) => beta * (dot(memory, x) - dot(memory, memory) / 2));
      const weights = scores.map((score) => Math.exp(score - Math.max(...scores)));
      return x.map((_, i) => sum(stored.map((memory, k) => at(weights, k) * at(memory, i))) / sum(weights));
    };
    const expected = rowsOf(queries, dim).map(attention);
    rowsOf(queries, dim).forEach((x, q) => {
      const { gradient } = mrdam(stored, x, beta);
      const step = x.map((value, i) => value - at(gradient, i));
      expect(largestError(step, at(expected, q))).toBeLessThan(1e-12);
    });
    const spec = { stepSize: 1, steps: 1, keep: 1 };
    const recording = await recordDescent(runtime(), { memories, queries, dim, beta }, spec);
    // float32
    expect(largestError(allStates(recording, 'mrdam').slice(queries.length), expected.flat())).toBeLessThan(
      1e-6,
    );
  });

  it.each([0.1, 0.5, 1])('never goes up, at step size %d, whatever is fixed', async (stepSize) => {
    for (const everyHeld of [0, 3]) {
      const fixed = Uint8Array.from(queries, (_, i) => (everyHeld > 0 && i % everyHeld === 0 ? 1 : 0));
      const recording = await recordDescent(
        runtime(),
        { memories, queries, dim, beta, fixed },
        { stepSize, steps: 60, keep: 0 },
      );
      const energies = rowsOf(recording.energies('mrdam'), 5);
      energies.slice(1).forEach((row, step) => {
        row.forEach((energy, q) => {
          expect(energy).toBeLessThanOrEqual(at(at(energies, step), q) + 1e-7);
        });
      });
      expect(sum(at(energies, 60))).toBeLessThan(sum(at(energies, 0)) - 0.01);
    }
  });
});

describe('DrDAM', () => {
  const runtime = onCpu();

  it.each([
    { dim: 64, numMemories: 10, beta: 30, features: 4096, stepSize: 0.1 },
    { dim: 20, numMemories: 5, beta: 60, features: 300, stepSize: 0.3 },
  ])('goes up only in a step that is longer than 1/√β: D $dim, Y $features', async (setting) => {
    // Over that length the noise varies: a shorter step stays on its slope. Steps are long where ŝ is small beside its
    // noise, and that is not only near the clip: here it goes up from 0.008 and 0.06, a thousand times epsilon.
    const { dim, numMemories, beta, features, stepSize } = setting;
    const [steps, numQueries] = [200, 100];
    const memories = randomBits(numMemories, dim, 1, Stream.patterns);
    const queries = randomBits(numQueries, dim, 1, Stream.probes);
    const inputs = { memories, queries, dim, beta, projection: gaussianProjection(dim, features, 1) };
    const recording = await recordDescent(runtime(), inputs, { stepSize, steps, keep: 0 });
    const energies = recording.energies('drdam');
    const lengths = recording.gradientNorms('drdam').map((norm) => stepSize * norm);
    const rises = Array.from(energies.subarray(numQueries), (energy, i) => energy - (energies[i] ?? NaN));
    const long = rises.flatMap((rise, i) => (rise > 1e-6 ? [(lengths[i] ?? NaN) * Math.sqrt(beta)] : []));
    expect(long.length).toBeGreaterThan(0);
    expect(Math.min(...long)).toBeGreaterThan(1);
  });
});
