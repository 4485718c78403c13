import { expect, it } from 'vitest';
import { position, rangeOf, ticksOf } from './axis';

const labelsOf = (scale: 'log' | 'linear', range: readonly [number, number]) =>
  ticksOf({ label: '', scale, range })
    .filter(({ label }) => label)
    .map(({ label, power }) => label + (power === undefined ? '' : `^${power}`));

it('a linear axis has a few round ticks, also over negative numbers and small ranges', () => {
  expect(labelsOf('linear', [-0.01, 0.55])).toEqual(['0.0', '0.2', '0.4']);
  expect(labelsOf('linear', [-1, 1])).toEqual(['−1.0', '−0.5', '0.0', '0.5', '1.0']);
  expect(labelsOf('linear', [0.001, 0.0034])).toEqual(['0.001', '0.002', '0.003']);
});

it('a logarithmic axis labels powers of 10, and 2 and 5 where there is at most one power', () => {
  expect(labelsOf('log', [1e-4, 1e-1])).toEqual(['10^−4', '10^−3', '10^−2', '10^−1']);
  expect(labelsOf('log', [4e3, 9e4])).toEqual(['5k', '10k', '20k', '50k']);
  expect(labelsOf('log', [0.03, 0.06])).toEqual(['5·10^−2']);
  // over many powers every other power is labelled
  expect(labelsOf('log', [1e-8, 1]).length).toBeLessThanOrEqual(5);
});

it('every tick lies on the axis, and values without a logarithm do not extend it', () => {
  for (const scale of ['log', 'linear'] as const) {
    const axis = { label: '', scale, range: rangeOf([3, 700, 20], scale) };
    for (const { value } of ticksOf(axis)) {
      expect(position(axis, value)).toBeGreaterThanOrEqual(-1e-9);
      expect(position(axis, value)).toBeLessThanOrEqual(1 + 1e-9);
    }
    expect(position(axis, 3)).toBeGreaterThan(0);
    expect(position(axis, 700)).toBeLessThan(1);
  }
  expect(rangeOf([0, -1, 10, 100, NaN, Infinity], 'log')).toEqual(rangeOf([10, 100], 'log'));
});
