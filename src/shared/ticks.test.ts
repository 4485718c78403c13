import { expect, it } from 'vitest';
import { tickText, valueText } from './ticks';

it('a value read off a scale has the decimals of its ticks, and more digits where it is small', () => {
  expect(tickText(0.2, 0.05)).toBe('0.20');
  expect(valueText(0.0123, 0.0001)).toBe('0.0123');
  expect(valueText(-0.00102, 0.0001)).toBe('−0.0010');
  expect(valueText(0.000_14, 0.0001)).toBe('0.00014');
  expect(valueText(-0.000_031_4, 0.0001)).toBe('−3·10⁻⁵');
  expect(valueText(-9.8e-12, 0.001)).toBe('−10⁻¹¹');
  expect(valueText(0, 0.0001)).toBe('0.0000');
});
