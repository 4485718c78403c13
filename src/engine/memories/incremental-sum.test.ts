import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boxStates, never } from '../../../tests/support/descents';
import { coordinatesOf } from '../../../tests/support/features';
import { Runtime } from '../graphs/runtime';
import { descend } from '../descent/descend';
import { makeDrdam } from '../descent/drdam';
import type { FeatureSum } from './feature-sum';
import { addFeatures, emptyFeatureSum, sumFeatures } from './sum-features';
import { ProjectionOnDevice } from './projection-on-device';
import { IncrementalSum } from './incremental-sum';
import { structuredProjection } from './projection';

let runtime: Runtime;
let projection: ProjectionOnDevice;
const [dim, beta] = [144, 40];
beforeAll(async () => {
  runtime = await Runtime.start('cpu');
  projection = await ProjectionOnDevice.make(runtime, structuredProjection(dim, 2000, 1));
});
afterAll(async () => {
  await projection.dispose();
  await runtime.dispose();
});

const row = (states: Float32Array, k: number) => states.subarray(k * dim, (k + 1) * dim);
const change = (memory: FeatureSum, states: Float32Array, weight: 1 | -1) =>
  addFeatures(memory, runtime, projection, states, dim, beta, weight, never);

/** |a - b| / |b| over all numbers of T. */
function difference(a: FeatureSum, b: FeatureSum): number {
  const left = coordinatesOf(a);
  let [squares, size] = [0, 0];
  coordinatesOf(b).forEach((values, part) => {
    values.forEach((value, i) => {
      squares += ((left[part]?.[i] ?? NaN) - value) ** 2;
      size += value ** 2;
    });
  });
  return Math.sqrt(squares / size);
}

describe('T', () => {
  const memories = boxStates(100, dim, 7);

  it.each(['sincos', 'cos'] as const)(
    'of %s is the same whether memories are added one at a time or together',
    async (map) => {
      const phase = Float32Array.from({ length: 2000 }, (_, i) => i);
      const atOnce = await sumFeatures(runtime, projection, memories, dim, beta, never, map, phase);
      const oneByOne = emptyFeatureSum(map, projection, phase);
      for (let k = 0; k < 100; k++) await change(oneByOne, row(memories, k), 1);
      expect(difference(oneByOne, atOnce)).toBeLessThan(1e-6);
      expect(atOnce.numParameters).toBe(map === 'sincos' ? 4000 : 2000);
    },
  );

  it('does not drift when 5 000 memories are added and removed one at a time', async () => {
    const kept = memories.subarray(0, 5 * dim);
    const memory = await sumFeatures(runtime, projection, kept, dim, beta, never);
    const temporary = boxStates(50, dim, 8);
    for (let i = 0; i < 5000; i++) {
      await change(memory, row(temporary, i % 50), 1);
      await change(memory, row(temporary, (i * 7) % 50), -1);
    }
    const expected = await sumFeatures(runtime, projection, kept, dim, beta, never);
    expect(difference(memory, expected)).toBeLessThan(1e-6);
  });

  it('recalls the last memory after all others were removed', async () => {
    const memory = await sumFeatures(runtime, projection, memories, dim, beta, never);
    await change(memory, memories.subarray(dim), -1);
    const model = await makeDrdam(runtime, projection, memory, { beta, epsilon: 1e-5 });
    const last = row(memories, 0);
    const query = last.map((value, i) => (i < dim / 4 ? 0 : value));
    const queries = { states: query, clamped: new Uint8Array(dim), dim };
    let end = query;
    for await (const batch of descend(
      runtime,
      [model],
      queries,
      { stepSize: 0.1, steps: 200, keep: 0 },
      never,
    )) {
      if (batch.stateSteps.length > 0) end = batch.states.slice(-dim);
    }
    await model.dispose();
    const square = end.reduce((sum, value, i) => sum + (value - (last[i] ?? 0)) ** 2, 0);
    expect(Math.sqrt(square)).toBeLessThan(1e-3);
  });

  it('changes with the stored memories, and only if the update is not cancelled', async () => {
    const incremental = new IncrementalSum('sincos', beta, dim);
    const update = (states: Float32Array) => incremental.update(runtime, projection, states, never);
    const first = await update(memories.subarray(0, 10 * dim));
    const before = first.inputs();
    const next = memories.slice(3 * dim, 14 * dim);
    const second = await update(next);
    expect(difference(second, await sumFeatures(runtime, projection, next, dim, beta, never))).toBeLessThan(
      1e-6,
    );
    expect(first.inputs()).toEqual(before);
    expect(await update(next)).toBe(second);

    const stop = new AbortController();
    stop.abort();
    await expect(incremental.update(runtime, projection, memories, stop.signal)).rejects.toThrow();
    expect(difference(await update(next), second)).toBe(0);
  });
});
