import { expect, it } from 'vitest';
import { boundsAt, c1OfBox, divergenceBound } from './bounds';

const setting = { dim: 20, numMemories: 4, beta: 5, numFeatures: 20_000, c1: 1 };
const relative = 4 * Math.sqrt(20 / 20_000) * Math.exp(5 * 0.1);

it('the bound of a divergence is the series of the theorem, below and above a growth of 1', () => {
  for (const stepSize of [1e-4, 1e-2, 0.1]) {
    const steps = 10;
    const growth = stepSize * steps * (1 + 2 * 4 * 5 * Math.exp(2.5));
    let series = 0;
    for (let t = 0; t < steps; t++) series += growth ** t;
    const expected = 2 * stepSize * steps * relative * series;
    expect(divergenceBound(0.1, setting, { stepSize, steps })).toBeCloseTo(Math.log10(expected), 9);
  }
});

it('the bounds of energy and gradient are reached by the worst kernel sums', () => {
  const { energy, gradient } = boundsAt(0.1, { ...setting, epsilon: 1e-5 });
  expect(relative).toBeLessThan(1);
  // s (1 - relative) raises the energy most
  expect(energy).toBeCloseTo(-Math.log(1 - relative) / 5, 12);
  expect(gradient).toBeCloseTo((2 * relative) / (1 - relative), 12);
});

it('where the kernel sum may err by all of itself, the clip alone bounds the energy, and nothing the gradient', () => {
  const { energy, gradient } = boundsAt(0.1, { ...setting, numMemories: 400, epsilon: 1e-5 });
  expect(energy).toBeCloseTo(-Math.log(1e-5) / 5 - 0.1, 12);
  expect(gradient).toBe(Infinity);
});

it('C1 of the box is where Claim 1 of Rahimi and Recht gives odds of 1 in 1000', () => {
  for (const [dim, beta, numFeatures] of [
    [30, 10, 5000],
    [500, 50, 500_000],
  ] as const) {
    const error = c1OfBox(dim, beta, numFeatures) * Math.sqrt(dim / numFeatures);
    const odds = ((256 * beta * dim) / error ** 2) * Math.exp((-numFeatures * error ** 2) / (4 * (dim + 2)));
    expect(odds).toBeCloseTo(1e-3, 9);
  }
});
