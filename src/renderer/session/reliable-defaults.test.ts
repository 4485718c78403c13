import { expect, it } from 'vitest';
import { stateDistances } from '#shared/reliability';
import type { PreparedStates } from '../domain/run/moment';
import { defaultSettings } from '../domain/settings/settings';
import { reliableSettings } from './reliable-defaults';

const COUNT = 10;
const DIM = 100;
const FREE = 50;

/**
 * Ten memories that differ in fixed pixels, by `contrast`. The free half of each memory has the value `free`; queries
 * start with the mean of all of these.
 */
function preparedWith(contrast: number, free: (memory: number) => number = () => 0): PreparedStates {
  const memories = new Float32Array(COUNT * DIM);
  const clamped = new Uint8Array(COUNT * DIM);
  for (let k = 0; k < COUNT; k++) {
    memories[k * DIM + k] = contrast;
    memories.fill(free(k), k * DIM + FREE, (k + 1) * DIM);
    clamped.fill(1, k * DIM, k * DIM + FREE);
  }
  const queries = memories.slice();
  const mean = Array.from({ length: COUNT }, (_, k) => free(k)).reduce((a, b) => a + b, 0) / COUNT;
  for (let k = 0; k < COUNT; k++) queries.fill(mean, k * DIM + FREE, (k + 1) * DIM);
  return {
    dim: DIM,
    shape: { height: 10, width: 10, channels: 1 },
    items: Array.from({ length: COUNT }, (_, k) => ({ name: String(k), className: null })),
    memories,
    numQueries: COUNT,
    queries,
    clamped,
    origins: memories,
    targets: Array.from({ length: COUNT }, (_, k) => k),
    distances: stateDistances(memories, queries, clamped, DIM),
  };
}

const names = (count: number) => Array.from({ length: count }, (_, k) => String(k));

// with half of the features noise wells are 1.3 sqrt(2 K D_free / Y) deep, and memories must be deeper: K < 0.29 Y / D_free
it.each([
  [1000, 5],
  [1500, 8],
  [100_000, COUNT],
])('stores as many pictures as %i features recall', (numFeatures, count) => {
  const { memories, beta } = reliableSettings(preparedWith(1), { ...defaultSettings, numFeatures });
  expect([memories, beta]).toEqual([names(count), defaultSettings.beta]);
});

it('raises beta where memories would merge at the usual one', () => {
  const prepared = preparedWith(0.2);
  const { memories, beta } = reliableSettings(prepared, { ...defaultSettings, numFeatures: 1000 });
  expect(memories).toEqual(names(5));
  // five memories: R² = 0.2² (1 − 1/5), and beta* = 2 log 5 / R²
  const smallest = (2 * Math.log(5)) / (0.04 * 0.8);
  expect(beta / smallest).toBeCloseTo(1.5, 1);
});

it('fills missing pixels with the mean of those that it would store', () => {
  // the mean of all ten is far from each of them, that of the first five is their value
  const prepared = preparedWith(1, (memory) => (memory < 5 ? 0 : 10));
  const settings = { ...defaultSettings, numFeatures: 1000 };
  expect(reliableSettings(prepared, settings).memories).toEqual(names(5));
  const black = { ...settings.corruption, fill: 'black' as const };
  expect(reliableSettings(prepared, { ...settings, corruption: black }).memories).toEqual(names(2));
});

it('fills with noise where the mean is the picture itself', () => {
  const same = preparedWith(0);
  expect(reliableSettings(same, defaultSettings).corruption.fill).toBe('noise');
  const alone = {
    ...preparedWith(1),
    items: [{ name: '0', className: null }],
    distances: { ...same.distances, numMemories: 1, memories: new Float64Array(1) },
  };
  expect(reliableSettings(alone, defaultSettings)).toMatchObject({
    memories: ['0'],
    corruption: { fill: 'noise' },
  });
});

it('stores two pictures where not even three are recalled', () => {
  const { memories, queries } = reliableSettings(preparedWith(1), { ...defaultSettings, numFeatures: 10 });
  expect([memories, queries.length]).toEqual([names(2), 2]);
});
