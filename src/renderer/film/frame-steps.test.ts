import { expect, it } from 'vitest';
import { frameSteps } from './frame-steps';

it('shows the whole run, its first and its last step, in any number of frames', () => {
  expect(frameSteps(5, 4)).toEqual([0, 1, 2, 3, 4]);
  expect(frameSteps(4, 300)).toEqual([0, 100, 200, 300]);
  expect(frameSteps(7, 2)).toEqual([0, 0, 1, 1, 1, 2, 2]);
  expect(frameSteps(1, 300)).toEqual([300]);
  expect(frameSteps(3, 0)).toEqual([0, 0, 0]);
});
