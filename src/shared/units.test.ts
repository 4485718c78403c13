import { expect, it } from 'vitest';
import { formatSeconds } from './units';

it('writes times in suitable units', () => {
  expect([0.2, 59.96, 119.7, 200, 5399.7, 45_240].map(formatSeconds)).toEqual([
    '200 ms',
    '60.0 s',
    '2 min 0 s',
    '3 min 20 s',
    '90 min 0 s',
    '12 h 34 min',
  ]);
});
