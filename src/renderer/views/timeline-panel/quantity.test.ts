import { expect, it } from 'vitest';
import { PlotChoice } from './quantity';

it('reads the ids of earlier session files', () => {
  expect(PlotChoice.parse({ quantity: 'apart', isLog: false }).quantity).toBe('model-distance');
  expect(PlotChoice.parse({ quantity: 'nearest', isLog: true }).quantity).toBe('nearest-memories');
  expect(PlotChoice.safeParse({ quantity: 'heat', isLog: true }).success).toBe(false);
});
