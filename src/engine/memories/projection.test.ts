import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Runtime } from '../graphs/runtime';
import { boxStates, mulberry, never, recordDescent } from '../../../tests/support/descents';
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
import { sumFeatures } from './distributed';
import { ProjectionOnDevice } from './features';
import type { Projection } from './projection';
import { gaussian, makeProjection, structured } from './projection';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await Runtime.start('cpu');
});
afterAll(() => runtime.dispose());

/** S x of states [n, dim] as the graphs compute it, [n][numRows]. */
async function project(projection: Projection, states: Float32Array, dim: number): Promise<number[][]> {
  const onDevice = await ProjectionOnDevice.make(runtime, projection);
  const graph = await runtime.graph(`project_${projection.graph}`);
  const x = runtime.tensor(states, [states.length / dim, dim]);
  const out = await graph.run({ ...onDevice.tensors, x, beta: runtime.scalar(1) });
  await onDevice.dispose();
  const radians = out.floats('turns').map((turns) => turns * 2 * Math.PI);
  return rowsOf(radians, projection.numRows);
}

/** What makes up a structured projection, as the reference takes it. */
function parts({ inputs, report }: Projection): [factors: number[], signs: number[][], norms: number[]] {
  const numbers = (name: string) => Array.from(inputs[name]?.data ?? []);
  return [report.factors ?? [], [0, 1, 2].map((round) => numbers(`signs${String(round)}`)), numbers('norms')];
}

describe('factor sizes', () => {
  it('multiply to the smallest size from D on that has even enough factors', () => {
    expect(factorSizes(12_288)).toEqual([16, 24, 32]);
    expect(factorSizes(3072)).toEqual([48, 64]);
    expect(factorSizes(784)).toEqual([28, 28]);
    expect(factorSizes(30)).toEqual([5, 6]);
    expect(factorSizes(7)).toEqual([2, 4]);
    expect(factorSizes(2)).toEqual([2, 2]);
    expect(factorSizes(1)).toEqual([2, 2]);
    expect(factorSizes(7919)).toEqual([18, 20, 22]); // a prime: padded to 7920
  });

  it('are never more uneven than 4 to 1, whatever D', () => {
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
  ])('is its explicit matrix at D %i, Y %i', async (dim, numFeatures) => {
    const projection = structured(dim, numFeatures, 11);
    const states = boxStates(2, dim, 1).map((value) => value * 3 - 1);
    const found = await project(projection, states, dim);
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

  it.each([3072, 12_288])('is orthogonal within a block at D %i: |S x|^2 / norms^2 = |x|^2', async (dim) => {
    const projection = structured(dim, dim, 2);
    const norms = Array.from(projection.inputs.norms?.data ?? []);
    const states = boxStates(2, dim, 4);
    const found = await project(projection, states, dim);
    rowsOf(states, dim).forEach((x, i) => {
      const unit = at(found, i).map((value, j) => value / at(norms, j));
      expect(dot(unit, unit) / dot(x, x)).toBeCloseTo(1, 5);
    });
  });

  it.each([
    [2, 9],
    [7, 31],
    [30, 100],
    [784, 1000],
    [3072, 4000],
    [12_288, 12_300],
  ])(
    'has an exact adjoint at D %i, Y %i: the slope along any direction is the gradient',
    async (dim, numFeatures) => {
      // <grad E, d> by the adjoint, against the derivative of E along d in which only S d occurs
      const beta = 8;
      const projection = structured(dim, numFeatures, 5);
      const memories = boxStates(3, dim, 6);
      const query = boxStates(1, dim, 7);
      const direction = boxStates(1, dim, 8).map((value) => value - 0.4 / Math.sqrt(dim));
      const recording = await recordDescent(
        runtime,
        { memories, queries: query, dim, beta, projection },
        { stepSize: 1e-2, steps: 1, keep: 1 },
      );
      const moved = recording.stateAt('drdam', 0, 1)?.state ?? query;
      const gradient = Array.from(query, (value, i) => (value - (moved[i] ?? NaN)) / 1e-2);
      const along = dot(gradient, Array.from(direction));

      const rows = await project(projection, Float32Array.from([...query, ...direction, ...memories]), dim);
      const [h, d, ...stored] = rows.map((row) => row.slice(0, numFeatures).map((v) => v * Math.sqrt(beta)));
      const kernel = (f: (angle: number) => number) =>
        at(rows, 0)
          .slice(0, numFeatures)
          .map((_, i) => sumOf(stored.map((memory) => f(at(h ?? [], i) - at(memory, i)))) / numFeatures);
      const similarity = sumOf(kernel(Math.cos));
      const expected = dot(kernel(Math.sin), d ?? []) / (beta * similarity);
      const size = Math.sqrt(dot(gradient, gradient) * dot(Array.from(direction), Array.from(direction)));
      expect(Math.abs(along - expected) / size).toBeLessThan(2e-4); // gradients come from float32 differences
    },
  );

  it('estimates the kernel without bias, at least as well as Gaussian rows', async () => {
    const [dim, numFeatures, seeds] = [144, 144, 400];
    for (const z of [0.5, 1, 2]) {
      const random = mulberry(Math.round(z * 10));
      const x = Float32Array.from({ length: dim }, () => random() - 0.5);
      const length = Math.sqrt(dot(Array.from(x), Array.from(x)));
      const scaled = x.map((value) => (value / length) * z);
      const estimates = async (make: (seed: number) => Projection) => {
        const found: number[] = [];
        for (let seed = 0; seed < seeds; seed++) {
          const [angles = []] = await project(make(seed), scaled, dim);
          found.push(sumOf(angles.slice(0, numFeatures).map(Math.cos)) / numFeatures);
        }
        const mean = sumOf(found) / seeds;
        return { mean, variance: sumOf(found.map((value) => (value - mean) ** 2)) / seeds };
      };
      const ours = await estimates((seed) => structured(dim, numFeatures, seed));
      const theirs = await estimates((seed) => gaussian(dim, numFeatures, seed));
      const kernel = Math.exp(-(z * z) / 2);
      expect(Math.abs(ours.mean - kernel)).toBeLessThan(4 * Math.sqrt(ours.variance / seeds) + 1e-3);
      expect(Math.abs(theirs.mean - kernel)).toBeLessThan(4 * Math.sqrt(theirs.variance / seeds));
      expect(ours.variance).toBeLessThan(1.2 * theirs.variance);
    }
  });
});

describe('the orthogonal projection', () => {
  const spec = {
    numFeatures: 60,
    featureMap: 'sincos',
    projection: 'orthogonal',
    epsilon: 1e-5,
    seed: 3,
  } as const;

  it('has orthogonal rows in each block of D, of the norms that Gaussian rows have', async () => {
    const dim = 24;
    const projection = await makeProjection(spec, dim, never);
    const rows = rowsOf(projection.inputs.projection?.data ?? [], dim);
    expect(rows.length).toBe(60);
    rows.forEach((row, i) => {
      rows.slice(0, i).forEach((other, j) => {
        const isSameBlock = Math.floor(i / dim) === Math.floor(j / dim);
        if (isSameBlock) expect(Math.abs(dot(row, other))).toBeLessThan(1e-4 * dim);
      });
    });
    const squares = rows.map((row) => dot(row, row));
    // chi-squared of 24 degrees: variance 48; all the same would be none
    expect(sumOf(squares) / 60).toBeCloseTo(24, -1);
    expect(new Set(squares.map((square) => square.toFixed(3))).size).toBe(60);
  });

  it('estimates the kernel without bias, better than Gaussian rows where points are near', async () => {
    const [dim, seeds] = [24, 400];
    const difference = Array.from({ length: dim }, (_, i) => (i % 2 ? 1 : -1) / Math.sqrt(dim));
    const kernelOf = (rows: readonly (readonly number[])[]) =>
      sumOf(rows.map((row) => Math.cos(dot(row, difference)))) / rows.length;
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let seed = 0; seed < seeds; seed++) {
      const projection = await makeProjection({ ...spec, numFeatures: dim, seed }, dim, never);
      ours.push(kernelOf(rowsOf(projection.inputs.projection?.data ?? [], dim)));
      theirs.push(kernelOf(rowsOf(gaussian(dim, dim, seed).inputs.projection?.data ?? [], dim)));
    }
    const [mean, variance] = momentsOf(ours);
    expect(Math.abs(mean - Math.exp(-0.5))).toBeLessThan(4 * Math.sqrt(variance / seeds));
    expect(variance).toBeLessThan(0.3 * momentsOf(theirs)[1]);
  });
});

function momentsOf(values: readonly number[]): [mean: number, variance: number] {
  const mean = sumOf(values) / values.length;
  return [mean, sumOf(values.map((value) => (value - mean) ** 2)) / (values.length - 1)];
}

describe('T', () => {
  it('counts exactly Y rows, and is the same in one chunk or many', async () => {
    const [dim, numFeatures, beta] = [30, 100, 12];
    const projection = structured(dim, numFeatures, 3);
    const onDevice = await ProjectionOnDevice.make(runtime, projection);
    const memories = boxStates(9, dim, 1);
    const whole = await sumFeatures(runtime, onDevice, memories, dim, beta, never);
    const halves = [
      await sumFeatures(runtime, onDevice, memories.subarray(0, 4 * dim), dim, beta, never),
      await sumFeatures(runtime, onDevice, memories.subarray(4 * dim), dim, beta, never),
    ] as const;
    expect(projection.numRows).toBe(120);
    const { t_cos: cos = new Float32Array(), t_sin: sin = new Float32Array() } = whole.columns();
    const [first, second] = [halves[0].columns().t_cos, halves[1].columns().t_cos];
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
