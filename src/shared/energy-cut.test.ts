import { expect, it } from 'vitest';
import { energyCutAbove, roundUpToTwoDigits } from './energy-cut';

it('cuts 15 % above the highest energy, counted from the lowest and rounded up to two digits', () => {
  expect(energyCutAbove(0, 0.04)).toBeCloseTo(0.046, 12);
  expect(energyCutAbove(0, 0.0414)).toBeCloseTo(0.048, 12);
  expect(energyCutAbove(-1, 1)).toBeCloseTo(1.3, 12);
});

it('leaves a number of two digits as it is', () => {
  expect(roundUpToTwoDigits(0.046)).toBeCloseTo(0.046, 12);
  expect(roundUpToTwoDigits(461)).toBe(470);
});
