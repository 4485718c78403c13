import { expect, it } from 'vitest';
import type { Fill } from '#shared/setup';
import { copiesNotice } from './copies';
import type { MemorySet } from './memory-set';
import { prepareQueries } from './prepared-queries';

const DIM = 4;

function memoriesOf(...rows: number[][]): MemorySet {
  return {
    states: Float32Array.from(rows.flat()),
    dim: DIM,
    shape: { height: 2, width: 2, channels: 1 },
    set: null,
    items: rows.map((_, k) => ({ name: `${String(k)}.png`, className: null })),
    skipped: [],
    notices: [],
  };
}

const [cat, dog] = [
  [0.1, 0.2, 0.3, 0.4],
  [0.4, 0, 0.2, 0.1],
];

it('names the copies among memories, and the pictures that they are copies of', () => {
  expect(copiesNotice(memoriesOf(cat, dog))).toBeNull();
  expect(copiesNotice(memoriesOf(cat, dog, cat))?.summary).toMatch(
    /^1 memory is a copy of another \(2\.png = 0\.png\)/,
  );
  expect(copiesNotice(memoriesOf(cat, cat, dog, cat))?.summary).toMatch(/^2 memories are copies of another/);
});

it('says that the mean fills a single picture, or copies of one, with what was there', async () => {
  const noticesOf = async (memories: MemorySet, fill: Fill, fraction = 0.5) => {
    const corruptions = fraction > 0 ? [{ kind: 'side', side: 'bottom', fraction } as const] : [];
    const queries = { from: 'memories', count: 1, corruptions, fill, clamp: true, seed: 0 } as const;
    const setup = { memories: { from: 'file', path: '' }, queries } as const;
    const read = () => Promise.reject(new Error('no picture is read'));
    const { notices } = await prepareQueries(setup, { memories, read }, new AbortController().signal);
    return notices.map(({ id }) => id);
  };
  expect(await noticesOf(memoriesOf(cat), 'mean')).toEqual(['unchanged-queries']);
  expect(await noticesOf(memoriesOf(cat, cat), 'mean')).toEqual(['unchanged-queries']);
  expect(await noticesOf(memoriesOf(cat, dog), 'mean')).toEqual([]);
  expect(await noticesOf(memoriesOf(cat), 'black')).toEqual([]);
  expect(await noticesOf(memoriesOf(cat), 'mean', 0)).toEqual([]);
});
