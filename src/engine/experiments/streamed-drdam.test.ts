import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boxStates, mulberry, never, recordDescent } from '../../../tests/support/descents';
import {
  at,
  centralDifference,
  featureEnergy,
  largestError,
  mrdam,
  rowsOf,
} from '../../../tests/support/reference';
import { evaluate } from '../descent/evaluate';
import { makeMrdam } from '../descent/mrdam';
import { Runtime } from '../graphs/runtime';
import { fillGaussian, gaussianProjection } from '../memories/projection';
import { exactMrdam } from './exact';
import { rowBlocks } from './row-blocks';
import { descendToRest } from './descend-to-rest';
import { estimatesByFeatures, StreamedDrdam } from './streamed-drdam';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await Runtime.start('cpu');
});
afterAll(() => runtime.dispose());

const epsilon = 1e-5;

it('MrDAM in float64 is that of the formulas', async () => {
  const [dim, beta] = [6, 20];
  const [memories, states] = [boxStates(5, dim, 1), boxStates(3, dim, 2)];
  const { energies, gradients } = await exactMrdam(memories, states, dim, beta, never);
  const expected = rowsOf(states, dim).map((x) => mrdam(rowsOf(memories, dim), x, beta));
  const energyError = largestError(
    energies,
    expected.map(({ energy }) => energy),
  );
  expect(energyError).toBeLessThan(1e-14);
  expect(
    largestError(
      gradients,
      expected.flatMap(({ gradient }) => gradient),
    ),
  ).toBeLessThan(1e-14);
});

describe('estimates in one pass', () => {
  const [dim, beta, seed] = [5, 8, 3];
  const memories = boxStates(4, dim, 1);
  const states = boxStates(3, dim, 2);
  const counts = [150, 151, 400];
  const random = mulberry(7);
  const phases = Float32Array.from({ length: 400 }, () => 2 * Math.PI * random());
  const all = new Float32Array(400 * dim);
  fillGaussian(all, dim, seed, 0);

  it.each(['sincos', 'cos', 'exp', 'expexp'] as const)(
    'of the %s map are at every Y those of its features in float64',
    async (featureMap) => {
      const spec = { memories, dim, beta, seed, featureMap, epsilon, phases };
      let looked = 0;
      for await (const found of estimatesByFeatures(runtime, spec, states, counts, never)) {
        expect(found.numFeatures).toBe(counts[looked++]);
        const rows = rowsOf(all, dim).slice(0, found.numFeatures);
        const energyOf = featureEnergy(
          featureMap,
          rowsOf(memories, dim),
          rows,
          Array.from(phases),
          beta,
          'log',
        );
        const expected = rowsOf(states, dim).map(energyOf);
        const slopes = rowsOf(states, dim).flatMap((x) => centralDifference(energyOf, x));
        expect(largestError(found.energies, expected)).toBeLessThan(1e-5);
        expect(largestError(found.gradients, slopes)).toBeLessThan(1e-4);
        expect(Array.from(found.clipped)).toEqual([0, 0, 0]);
      }
      expect(looked).toBe(counts.length);
    },
  );

  it('are clipped where the kernel sum is not above epsilon', async () => {
    const far = Float32Array.from({ length: dim }, () => 40);
    const spec = { memories, dim, beta, seed, featureMap: 'sincos', epsilon: 0.5 } as const;
    for await (const found of estimatesByFeatures(runtime, spec, far, [400], never)) {
      expect(Array.from(found.clipped)).toEqual([1]);
      expect(found.energies[0]).toBeCloseTo(-Math.log(0.5) / beta, 12);
      expect(Array.from(found.gradients)).toEqual([0, 0, 0, 0, 0]);
    }
  });
});

describe('S in blocks', () => {
  const [dim, beta, seed, numFeatures] = [1024, 20, 3, 1300];
  const memories = boxStates(3, dim, 1);
  const other = boxStates(3, dim, 5);
  const queries = memories.map((value, i) => value + 0.2 * ((other[i] ?? NaN) - value));
  const spec = { memories, dim, beta, seed, featureMap: 'sincos', epsilon } as const;
  const blockBytes = 4 * dim * (rowBlocks(0, numFeatures, dim)[0]?.count ?? NaN);

  it('gives what the whole gives, kept, in part or drawn again each time', async () => {
    expect(rowBlocks(0, numFeatures, dim).length).toBe(3);
    const results: number[][] = [];
    for (const keptBytes of [0, blockBytes, Infinity]) {
      const drdam = await StreamedDrdam.make(runtime, spec, numFeatures, never, keptBytes);
      for (let round = 0; round < 2; round++) {
        const { energies, gradients } = await drdam.evaluate(queries, never);
        results.push([...energies, ...gradients]);
      }
      await drdam.dispose();
    }
    for (const result of results) expect(result).toEqual(results[0]);
    for await (const whole of estimatesByFeatures(runtime, spec, queries, [numFeatures], never)) {
      expect(at(results, 0)).toEqual([...whole.energies, ...whole.gradients]);
    }
  });

  it('queries come to rest where the graphs bring them, in both models', async () => {
    const rule = { stepSize: 0.2, steps: 60 };
    const projection = gaussianProjection(dim, numFeatures, seed);
    const recording = await recordDescent(
      runtime,
      { memories, queries, dim, beta, projection },
      { ...rule, keep: rule.steps },
    );
    const lastOf = (model: 'mrdam' | 'drdam') =>
      Array.from({ length: 3 }, (_, q) => [...(recording.stateAt(model, q, rule.steps)?.state ?? [])]).flat();
    const drdam = await StreamedDrdam.make(runtime, spec, numFeatures, never);
    const inDrdam = await descendToRest((x) => drdam.evaluate(x, never), queries, dim, rule, never);
    await drdam.dispose();
    const model = await makeMrdam(runtime, memories, dim, beta);
    const inMrdam = await descendToRest(
      (x) => evaluate(runtime, model, x, dim, never),
      queries,
      dim,
      rule,
      never,
    );
    await model.dispose();
    // what rest leaves of the way is 1e-5, and coordinates are part of it
    expect(largestError(inMrdam.states, lastOf('mrdam'))).toBeLessThan(1e-5);
    expect(largestError(inDrdam.states, lastOf('drdam'))).toBeLessThan(1e-5);
    expect(inDrdam.stopped).toEqual([false, false, false]);
  });
});

it('a query whose step is too long stops, and one at rest is not computed again', async () => {
  const sizes: number[] = [];
  const slope = (states: Float32Array) => {
    sizes.push(states.length);
    // the slope is the state itself: 0 is at rest, and a step from 200 is one of 20
    return Promise.resolve({ gradients: states.slice() });
  };
  const ends = await descendToRest(slope, Float32Array.of(0, 1, 200), 1, { stepSize: 0.1, steps: 2 }, never);
  expect(sizes).toEqual([3, 1]);
  expect(ends.stopped).toEqual([false, false, true]);
  expect(largestError(ends.states, [0, 0.81, 200])).toBeLessThan(1e-6);
});
