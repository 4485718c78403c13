import { describe, expect, it } from 'vitest';
import { boxStates, never } from '../../../tests/support/descents';
import { at, centralDifference, mrdam, rowsOf } from '../../../tests/support/reference';
import { squaredDistances } from './nearest-memory';
import {
  smallestEigenvalue,
  smallestEigenvalueFromSquares,
  gradientAtMemory,
  softmaxWeights,
} from './hessian';
import { criticalBeta } from './critical-beta';

const dim = 9;
const memories = boxStates(6, dim, 1);
const stored = rowsOf(memories, dim);

/** The Hessian of MrDAM's energy by central differences of its gradient, both from the definition. */
function hessian(x: readonly number[], beta: number): number[][] {
  const h = 1e-5;
  const gradient = (y: readonly number[]) => centralDifference((z) => mrdam(stored, z, beta).energy, y, 1e-4);
  return x.map((_, j) => {
    const [more, less] = [h, -h].map((step) => gradient(x.map((value, i) => value + (i === j ? step : 0))));
    return x.map((__, i) => (at(more ?? [], i) - at(less ?? [], i)) / (2 * h));
  });
}

/** The smallest eigenvalue of a symmetric matrix over some coordinates: the largest of shift - matrix, by squaring. */
function smallestOf(matrix: readonly (readonly number[])[], kept: readonly number[]): number {
  const shift = 10;
  let v = kept.map((_, i) => Math.cos(i + 1));
  let value = 0;
  for (let round = 0; round < 5000; round++) {
    const next = kept.map(
      (i, a) => shift * at(v, a) - kept.reduce((sum, j, b) => sum + at(at(matrix, i), j) * at(v, b), 0),
    );
    value = Math.sqrt(next.reduce((sum, one) => sum + one * one, 0));
    v = next.map((one) => one / value);
  }
  return shift - value;
}

describe('the curvature of the energy', () => {
  it('is the smallest eigenvalue of its Hessian over free coordinates', async () => {
    const free = Float32Array.from({ length: dim }, (_, i) => (i % 3 === 0 ? 0 : 1));
    const all = Float32Array.from({ length: dim }, () => 1);
    let negative = 0;
    for (const beta of [3, 12, 30]) {
      for (const mask of [all, free]) {
        // between memories, where several compete
        const x = at(stored, 0).map((value, i) => (value + at(at(stored, 1), i)) / 2);
        const state = Float32Array.from(x);
        const weights = softmaxWeights(squaredDistances(state, memories), beta);
        const found = await smallestEigenvalue(weights, memories, dim, beta, never, mask);
        const kept = [...mask.keys()].filter((i) => mask[i] === 1);
        // second differences of float64 energies: good to about 1e-5
        expect(Math.abs(found - smallestOf(hessian(Array.from(state), beta), kept))).toBeLessThan(1e-4);
        if (found < 0) negative++;
      }
    }
    expect(negative).toBeGreaterThan(0); // a ridge between two memories is among them
  });

  it('is 1 at a memory that stands alone, and where nothing may move', async () => {
    const state = memories.slice(0, dim);
    const squares = squaredDistances(state, memories);
    expect(await smallestEigenvalue(softmaxWeights(squares, 1e4), memories, dim, 1e4, never)).toBe(1);
    expect(
      await smallestEigenvalue(softmaxWeights(squares, 5), memories, dim, 5, never, new Float32Array(dim)),
    ).toBe(1);
  });

  it('at memories is the same from the squares between them', async () => {
    for (const [seed, wide] of [9, 40, 200].entries()) {
      const count = 12;
      const some = boxStates(count, wide, seed + 2);
      const squares = pairsOf(some, wide);
      let crowded = 0;
      for (const beta of [0.5, 5, 50, 500]) {
        for (let k = 0; k < count; k++) {
          const weights = softmaxWeights(squares.subarray(k * count, (k + 1) * count), beta);
          const found = await smallestEigenvalueFromSquares(weights, squares, beta, never);
          const expected = await smallestEigenvalue(weights, some, wide, beta, never);
          expect(Math.abs(found - expected)).toBeLessThan(1e-9);
          if (expected < 0.9) crowded++;
        }
      }
      expect(crowded).toBeGreaterThan(0); // not all of them stand alone
    }
    const same = new Float64Array(4);
    expect(await smallestEigenvalueFromSquares(softmaxWeights(same.subarray(0, 2), 5), same, 5, never)).toBe(
      1,
    );
  });

  it('comes with the gradient at a memory', () => {
    const beta = 20;
    const weights = softmaxWeights(squaredDistances(memories.subarray(0, dim), memories), beta);
    const expected = centralDifference((x) => mrdam(stored, x, beta).energy, at(stored, 0));
    gradientAtMemory(0, weights, memories, dim).forEach((value, i) => {
      expect(value).toBeCloseTo(at(expected, i), 7);
    });
  });
});

describe('the smallest beta', () => {
  it('is where slope and curvature at every memory come to their limits', async () => {
    const squares = pairsOf(memories, dim);
    const smallest = (await criticalBeta({ memories, dim, squares }, never)) ?? NaN;
    // by the definition, at a beta
    const steepest = (beta: number) =>
      Math.max(...stored.flatMap((xi) => mrdam(stored, xi, beta).gradient.map(Math.abs)));
    expect(steepest(smallest)).toBeLessThan(1.001e-7);
    expect(steepest(smallest / 1.002)).toBeGreaterThan(1e-7);
    for (const xi of stored) {
      const all = [...xi.keys()];
      expect(smallestOf(hessian(xi, smallest), all)).toBeGreaterThan(0.5);
    }
  });

  it('is none where two memories are all but the same', async () => {
    const two = Float32Array.from([0.5, 0.5, 0.5, 0.5001]);
    const square = squareOf([two[1] ?? NaN], [two[3] ?? NaN]);
    const squares = Float64Array.from([0, square, square, 0]);
    expect(await criticalBeta({ memories: two, dim: 2, squares }, never)).toBeNull();
  });
});

function pairsOf(states: Float32Array, width: number): Float64Array {
  const rows = rowsOf(states, width);
  return Float64Array.from(rows.flatMap((one) => rows.map((other) => squareOf(one, other))));
}

function squareOf(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + (value - at(b, i)) ** 2, 0);
}
