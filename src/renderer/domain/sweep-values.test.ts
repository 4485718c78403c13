import { expect, it } from 'vitest';
import { parseValues, valuesAround } from './sweep-values';
import { defaultSettings } from './settings/settings';

it('proposes the present value among others, within what makes sense', () => {
  expect(valuesAround('beta', { ...defaultSettings, beta: 60 })).toEqual([15, 30, 60, 120, 240]);
  expect(valuesAround('numFeatures', { ...defaultSettings, numFeatures: 180_000 })).toEqual([
    700, 2800, 11_000, 45_000, 180_000,
  ]);
  expect(valuesAround('beta', { ...defaultSettings, beta: 1 })).toEqual([1, 2, 4]);
});

it('reads values as people write them, and says what is wrong with others', () => {
  expect(parseValues('numFeatures', '2 800, 45\u202f000; 180000')).toEqual([2800, 45_000, 180_000]);
  expect(parseValues('stepSize', '0.05,0.1,')).toEqual([0.05, 0.1]);
  expect(parseValues('beta', '60')).toMatch(/two to six/);
  expect(parseValues('beta', '60, many')).toMatch(/^Each value must lie between 1 and 2000/);
  expect(parseValues('numFeatures', '100, 200.5')).toBe('Y must be a whole number.');
});
