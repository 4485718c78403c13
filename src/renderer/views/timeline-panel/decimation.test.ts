import { expect, it } from 'vitest';
import { MinMaxDecimation } from './decimation';

const value = (step: number) => Math.sin(step) + step / 100;

it('keeps the minimum and maximum of each column, however the series grew', () => {
  const [last, stepsPerColumn] = [97, 10];
  const whole = new MinMaxDecimation(0, stepsPerColumn);
  whole.read(value, last, last);
  const grown = new MinMaxDecimation(0, stepsPerColumn);
  for (let known = 0; known <= last; known += 7) {
    grown.read((step) => (step <= known ? value(step) : NaN), known, known);
  }
  grown.read(value, last, last);
  expect([grown.steps, grown.values]).toEqual([whole.steps, whole.values]);
  expect(whole.steps).toHaveLength(20);
  const values = Array.from({ length: 10 }, (_, i) => value(20 + i));
  const column = whole.values.filter((_, i) => (whole.steps[i] ?? 0) >= 20 && (whole.steps[i] ?? 0) < 30);
  expect([...column].sort((a, b) => a - b)).toEqual([Math.min(...values), Math.max(...values)]);
});

it('reads each step once, except in the column that still grows', () => {
  const reads = new Map<number, number>();
  const decimation = new MinMaxDecimation(0, 10);
  for (let known = 0; known <= 1000; known++) {
    decimation.read(
      (step) => {
        reads.set(step, (reads.get(step) ?? 0) + 1);
        return value(step);
      },
      known,
      known,
    );
  }
  expect(Math.max(...reads.values())).toBeLessThanOrEqual(11);
});

it('omits unknown values', () => {
  const decimation = new MinMaxDecimation(0, 1);
  decimation.read((step) => (step % 2 === 0 ? step : NaN), 6, 6);
  expect(decimation.steps).toEqual([0, 2, 4, 6]);
});
