import { expect, it } from 'vitest';
import { at } from '../../tests/support/reference';
import {
  confidenceInterval,
  interpolateLogLog,
  linearFit,
  logLogSlope,
  mean,
  meanRate,
  median,
  rootMeanSquare,
  standardError,
  studentT,
} from './statistics';

it('describes a sample as computed by hand', () => {
  const sample = [2, 4, 4, 4, 5, 5, 7, 9];
  expect(mean(sample)).toBe(5);
  expect(median(sample)).toBe(4.5);
  expect(median([3, 1, 2])).toBe(2);
  expect(rootMeanSquare([3, 4])).toBeCloseTo(Math.sqrt(12.5), 12);
  // squares of the deviations add up to 32
  expect(standardError(sample)).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
  expect(standardError([1])).toBeNull();
});

it('gives the error of a rate over groups, and the binomial one of a single group', () => {
  // rates 1/2 and 1: deviations of 1/4, so a variance of 1/8 over two groups
  const groups = meanRate([
    { count: 2, of: 4 },
    { count: 4, of: 4 },
  ]);
  expect(groups).toEqual({ mean: 0.75, error: 0.25 });
  expect(meanRate([{ count: 3, of: 4 }])).toEqual({ mean: 0.75, error: Math.sqrt(3 / 64) });
  expect(meanRate([{ count: 4, of: 4 }])).toEqual({ mean: 1, error: 0 });
});

it("returns the tabulated points of Student's distribution", () => {
  const table = { 4: 2.77645, 7: 2.36462, 9: 2.26216, 19: 2.09302, 100: 1.98397 };
  for (const [degrees, point] of Object.entries(table)) {
    expect(Math.abs(studentT(Number(degrees)) - point)).toBeLessThan(1e-3);
  }
  const { half } = confidenceInterval([1, 2, 3, 4, 5]);
  expect(half).toBeCloseTo(2.776 * Math.sqrt(2.5 / 5), 2);
});

it('fits exact lines and powers', () => {
  expect(linearFit([1, 2, 4], [5, 7, 11])).toEqual({ a: 3, b: 2 });
  expect(linearFit([2, 2], [1, 3])).toBeNull();
  const x = [10, 100, 1000];
  expect(
    logLogSlope(
      x,
      x.map((value) => 7 / Math.sqrt(value)),
    ),
  ).toBeCloseTo(-0.5, 12);
});

it('interpolates a power law between its points, and returns null outside them', () => {
  const x = [1, 10, 100];
  const y = x.map((value) => 3 * value ** -0.5);
  expect(interpolateLogLog(x, y, 31)).toBeCloseTo(3 * 31 ** -0.5, 12);
  expect(interpolateLogLog(x, y, 1)).toBeCloseTo(3, 12);
  expect(interpolateLogLog(x, y, 100)).toBeCloseTo(0.3, 12);
  expect([0.5, 101].map((place) => interpolateLogLog(x, y, place))).toEqual([null, null]);
  // a time that once goes down stands still
  expect(interpolateLogLog([2, 1, 8], [4, 3, 1], 4)).toBeCloseTo(Math.sqrt(at([4, 3, 1], 1)), 12);
});
