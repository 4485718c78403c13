import { expect, it } from 'vitest';
import type { BrowseReport, MemoryItem } from '#shared/api';
import { arrange } from './arrange';
import { blockOf, layoutOf, neighbour } from './list-layout';
import { optionsIn } from './list-options';

const item = (className: string, number: number): MemoryItem => ({
  name: `${className}/${String(number)}.png`,
  className,
});
const stored = [item('bee', 10), item('bee', 2), item('ant', 1)];
const set: BrowseReport = {
  shape: { height: 8, width: 8, channels: 1 },
  total: 6,
  items: [...stored, item('cow', 7), item('ant', 3), item('bee', 4)],
  skipped: [],
};
const options = { search: '', order: 'given', isGrouped: true, closed: new Set<string>() } as const;
const titles = (groups: ReturnType<typeof arrange>) =>
  groups.map(({ title, items }) => `${title}: ${items.map(({ name }) => name).join(' ')}`);

it('shows the memories in their own order, then the rest of the set by class', () => {
  expect(titles(arrange(stored, set, null, options))).toEqual([
    'Stored: bee/10.png bee/2.png ant/1.png',
    'In the set: ',
    'ant: ant/3.png',
    'bee: bee/4.png',
    'cow: cow/7.png',
  ]);
});

it('sorts numbers in names by value, and memories by distance where distances are known', () => {
  const [byName] = arrange(stored, null, null, { ...options, order: 'name' });
  expect(byName?.items.map(({ name }) => name)).toEqual(['ant/1.png', 'bee/2.png', 'bee/10.png']);
  const distances = new Map(stored.map(({ name }, i) => [name, [0.3, 0.1, 0.2][i] ?? 0]));
  const [byDistance] = arrange(stored, null, distances, options);
  expect(byDistance?.items.map(({ name }) => name)).toEqual(['bee/2.png', 'ant/1.png', 'bee/10.png']);
});

it('searches every word in class and name, also in folded groups', () => {
  const groups = arrange(stored, set, null, { ...options, search: 'BEE 4', closed: new Set(['class bee']) });
  expect(groups.map(({ found }) => found)).toEqual([0, 1, 1]);
  expect(groups.at(-1)?.items).toEqual([item('bee', 4)]);
});

it('moves up and down across groups', () => {
  const layout = layoutOf(arrange(stored, set, null, options), 104, false); // two memories a row
  expect(layout.items.map((_, i) => neighbour(layout, i, 1))).toEqual([2, 2, 3, 4, 5, 5]);
  expect(neighbour(layout, 3, -1)).toBe(2);
});

it('labels an option with its query, its distance and why it cannot be shown', () => {
  const layout = layoutOf(arrange(stored, set, null, options), 104, false);
  const block = blockOf(layout, 0);
  if (!block) throw new Error('the memories have a block');
  const [option] = optionsIn(block, [{ index: 0, item: item('bee', 10), x: 0, y: 32 }], {
    queriesOf: new Map([['bee/10.png', [0, 2]]]),
    query: 2,
    distances: new Map([['bee/10.png', 0.25]]),
    marks: new Map(),
    failureOf: () => 'Its data ends early.',
  });
  expect(option).toMatchObject({ letter: 'c', isOfQuery: true });
  expect(option?.label).toMatch(/memory of query a, c, 0\.250 away, Its data ends early\.$/);
});
