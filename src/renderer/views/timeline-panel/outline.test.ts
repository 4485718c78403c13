import { expect, it } from 'vitest';
import { Outline } from './outline';

const value = (step: number) => Math.sin(step) + step / 100;

it('is the same however it grew, and has the lowest and highest of each column', () => {
  const [last, perColumn] = [97, 10];
  const whole = new Outline(0, perColumn);
  whole.read(value, last, last);
  const grown = new Outline(0, perColumn);
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

it('reads each step once, but for those of the column that grows', () => {
  const reads = new Map<number, number>();
  const outline = new Outline(0, 10);
  for (let known = 0; known <= 1000; known++) {
    outline.read(
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

it('leaves out what is not known', () => {
  const outline = new Outline(0, 1);
  outline.read((step) => (step % 2 === 0 ? step : NaN), 6, 6);
  expect(outline.steps).toEqual([0, 2, 4, 6]);
});
