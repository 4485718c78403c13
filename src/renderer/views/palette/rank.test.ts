import { expect, it } from 'vitest';
import { best, wordsOf } from './rank';

const titles = [
  'Step size',
  'Stop the run',
  'Go forward one step',
  'Show the strip',
  'animals cat 0050',
  'Café au lait',
];
const found = (typed: string) => best(typed, titles, wordsOf, 10);

it('what begins a word comes before what stands within one, and that before scattered letters', () => {
  expect(found('st')).toEqual(['Step size', 'Stop the run', 'Show the strip', 'Go forward one step']);
  expect(found('step')).toEqual(['Step size', 'Go forward one step']);
  expect(found('shstrip')).toEqual(['Show the strip']);
});

it('every word must be there, in any order and without its accents', () => {
  expect(found('0050 cat')).toEqual(['animals cat 0050']);
  expect(found('lait cafe')).toEqual(['Café au lait']);
  expect(found('cat 0051')).toEqual([]);
});

it('nothing typed leaves the order as it is', () => {
  expect(found(' ')).toEqual(titles);
});
