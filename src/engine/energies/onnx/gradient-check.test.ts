import { describe, expect, it } from 'vitest';
import { boxStates, never } from '../../../../tests/support/descents';
import { checkGradient, statesToCheck } from './gradient-check';

/** The check of a gradient against its energy, on energies whose gradients are right, or wrong in a known way. */

const BETA = 30;

/**
 * Checks MrDAM, in float64 and rounded to float32, with its gradient as `wrong` leaves it. `offset` is added to the
 * energy, and costs it digits.
 */
function check(dim: number, wrong: (gradient: Float64Array, x: Float32Array) => Float64Array, offset = 0) {
  const memories = boxStates(5, dim, 1);
  const at = (x: Float32Array) => {
    const scores = Array.from({ length: 5 }, (_, k) => {
      let square = 0;
      for (let i = 0; i < dim; i++) square += ((x[i] ?? 0) - (memories[k * dim + i] ?? 0)) ** 2;
      return Math.exp((-BETA / 2) * square);
    });
    const total = scores.reduce((a, b) => a + b, 0);
    const gradient = Float64Array.from(x, (value, i) =>
      scores.reduce((sum, score, k) => sum + (score / total) * (value - (memories[k * dim + i] ?? 0)), 0),
    );
    return { energy: Math.fround(offset - Math.log(total) / BETA), gradient: wrong(gradient, x) };
  };
  const rows = (states: Float32Array) =>
    Array.from({ length: states.length / dim }, (_, s) => at(states.subarray(s * dim, (s + 1) * dim)));
  const energies = (states: Float32Array) => Float32Array.from(rows(states), ({ energy }) => energy);
  const energy = {
    dim,
    energies: (states: Float32Array) => Promise.resolve(energies(states)),
    evaluate: (states: Float32Array) =>
      Promise.resolve({
        energies: energies(states),
        gradients: Float32Array.from(rows(states).flatMap(({ gradient }) => [...gradient])),
      }),
  };
  const states = statesToCheck({ states: memories, dim }, boxStates(2, dim, 2));
  return checkGradient(energy, states, memories, BETA, never);
}

const right = (gradient: Float64Array) => gradient;

describe.each([2, 50, 3000])('at D %i', (dim) => {
  it('a right gradient agrees within a hundredth', async () => {
    const found = await check(dim, right);
    expect(found).toMatchObject({ agrees: true, numStates: 5, numNotFinite: 0 });
    expect(found.relativeError).toBeLessThan(0.01);
  });

  // along the gradient an error is exact: 2, 1 - 1/beta; across it, four directions estimate it within a factor
  it.each([
    ['a sign', (g: Float64Array) => g.map((value) => -value), 1.97, 2.03],
    ['a factor beta', (g: Float64Array) => g.map((value) => value * BETA), 0.95, 0.98],
    ['0', (g: Float64Array) => g.map(() => 0), 0.99, 1.01],
    ['another order of coordinates', (g: Float64Array) => g.toReversed(), 0.3, 3],
    [
      'half of the coordinates',
      (g: Float64Array) => g.map((value, i) => (i < g.length / 2 ? value : 0)),
      0.2,
      2,
    ],
  ])('one that is wrong by %s does not', async (_, wrong, least, most) => {
    const found = await check(dim, wrong);
    expect(found.agrees).toBe(false);
    expect(found.relativeError).toBeGreaterThan(least);
    expect(found.relativeError).toBeLessThan(most);
  });
});

it('an energy that lost its digits to an offset is not blamed, and tells nothing once they are all gone', async () => {
  expect(await check(50, right, 100)).toMatchObject({ agrees: true });
  expect(await check(50, right, 1e6)).toMatchObject({ agrees: true, relativeError: null, numStates: 0 });
});

it('states at which nothing is finite are counted', async () => {
  const holes = (g: Float64Array, x: Float32Array) => ((x[0] ?? 0) < 0.3 ? g.fill(NaN) : g);
  const found = await check(2, holes);
  expect(found.agrees).toBe(true);
  expect(found.numNotFinite).toBeGreaterThan(0);
  expect(found.numStates + found.numNotFinite).toBe(5);
});
