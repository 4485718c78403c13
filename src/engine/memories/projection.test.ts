import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Runtime } from '../graphs/runtime';
import { boxStates, never } from '../../../tests/support/descents';
import { coordinatesOf } from '../../../tests/support/features';
import { project } from '../../../tests/support/project';
import {
  at,
  dot,
  drdam,
  largestError,
  rowsOf,
  structuredProduct,
  structuredRows,
  sum as sumOf,
} from '../../../tests/support/reference';
import { factorSizes } from './factors';
import { sumFeatures } from './sum-features';
import { ProjectionOnDevice } from './projection-on-device';
import type { Projection } from './projection';
import { structuredProjection } from './projection';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await Runtime.start('cpu');
});
afterAll(() => runtime.dispose());

/** What makes up a structured projection, as the reference takes it. */
function parts({ inputs, report }: Projection): [factors: number[], signs: number[][], norms: number[]] {
  const numbers = (name: string) => Array.from(inputs[name]?.data ?? []);
  return [report.factors ?? [], [0, 1, 2].map((round) => numbers(`signs${String(round)}`)), numbers('norms')];
}

describe('factor sizes', () => {
  it('multiply to the smallest size >= D that has sufficiently even factors', () => {
    expect(factorSizes(12_288)).toEqual([16, 24, 32]);
    expect(factorSizes(3072)).toEqual([12, 16, 16]);
    expect(factorSizes(784)).toEqual([28, 28]);
    expect(factorSizes(30)).toEqual([5, 6]);
    expect(factorSizes(7)).toEqual([2, 4]);
    expect(factorSizes(2)).toEqual([2, 2]);
    expect(factorSizes(1)).toEqual([2, 2]);
    expect(factorSizes(7919)).toEqual([18, 20, 22]); // a prime: padded to 7920
  });

  it('have a ratio of at most 4 to 1 for every D', () => {
    for (let dim = 1; dim < 6000; dim += 37) {
      const factors = factorSizes(dim);
      expect(factors.reduce((a, b) => a * b)).toBeGreaterThanOrEqual(dim);
      expect(at(factors, factors.length - 1) / at(factors, 0)).toBeLessThanOrEqual(4);
    }
  });
});

describe('the structured projection', () => {
  it.each([
    [2, 9],
    [7, 31],
    [30, 100],
    [784, 800],
    [3072, 3100],
    [12_288, 12_300],
  ])('equals its explicit matrix at D %i, Y %i', async (dim, numFeatures) => {
    const projection = structuredProjection(dim, numFeatures, 11);
    const states = boxStates(2, dim, 1).map((value) => value * 3 - 1);
    const found = await project(runtime, projection, states, dim);
    rowsOf(states, dim).forEach((x, i) => {
      const expected = structuredProduct(...parts(projection), numFeatures, x);
      const scale = Math.max(...expected.map(Math.abs));
      expect(largestError(at(found, i).slice(0, numFeatures), expected) / scale).toBeLessThan(2e-6);
      if (dim > 100) return;
      const rows = structuredRows(...parts(projection), numFeatures, dim);
      expect(
        largestError(
          rows.map((row) => dot(row, x)),
          expected,
        ),
      ).toBeLessThan(1e-12 * scale);
    });
  });
});

describe('T', () => {
  it('sums exactly Y rows, and is the same in one batch or several', async () => {
    const [dim, numFeatures, beta] = [30, 100, 12];
    const projection = structuredProjection(dim, numFeatures, 3);
    const onDevice = await ProjectionOnDevice.make(runtime, projection);
    const memories = boxStates(9, dim, 1);
    const whole = await sumFeatures(runtime, onDevice, memories, dim, beta, never);
    const halves = [
      await sumFeatures(runtime, onDevice, memories.subarray(0, 4 * dim), dim, beta, never),
      await sumFeatures(runtime, onDevice, memories.subarray(4 * dim), dim, beta, never),
    ] as const;
    expect(projection.numRows).toBe(120);
    const [cos = new Float32Array(), sin = cos] = coordinatesOf(whole);
    const [[first], [second]] = [coordinatesOf(halves[0]), coordinatesOf(halves[1])];
    expect(cos.slice(numFeatures)).toEqual(new Float32Array(20));
    const added = cos.map((_, i) => (first?.[i] ?? 0) + (second?.[i] ?? 0));
    expect(largestError(cos, added)).toBeLessThan(2e-6);

    const rows = structuredRows(...parts(projection), numFeatures, dim);
    const x = rowsOf(boxStates(1, dim, 2), dim)[0] ?? [];
    const expected = drdam(rowsOf(memories, dim), rows, x, beta);
    const h = rows.map((row) => Math.sqrt(beta) * dot(row, x));
    const similarity = sumOf(h.map((a, i) => Math.cos(a) * (cos[i] ?? 0) + Math.sin(a) * (sin[i] ?? 0)));
    expect(similarity / numFeatures).toBeCloseTo(expected.similarity, 5);
    await onDevice.dispose();
  });
});
