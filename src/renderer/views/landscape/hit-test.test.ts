import { expect, it } from 'vitest';
import { hitAt } from './hit-test';

const box = (x: number) => ({ x, y: 0, width: 10, height: 10 });
const front = { kind: 'state', query: 2, model: 'mrdam' } as const;
const back = { kind: 'memory', index: 5, model: 'mrdam' } as const;
const hits = [
  { target: front, box: box(0) },
  { target: back, box: box(5) },
];

it('gives the front target where two overlap, and none beyond the half-open boxes', () => {
  expect(hitAt(hits, 7, 5)).toBe(front);
  expect(hitAt(hits, 10, 5)).toBe(back);
  expect(hitAt(hits, 15, 5)).toBeNull();
  expect(hitAt(hits, 7, 10)).toBeNull();
});
