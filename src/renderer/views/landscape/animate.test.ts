import { expect, it } from 'vitest';
import { animate } from './animate';

/** A clock whose frames the test triggers. */
function manualClock(isMotionReduced = false) {
  let waiting: ((now: number) => void) | null = null;
  return {
    isMotionReduced: () => isMotionReduced,
    now: () => 1000,
    requestFrame: (callback: (now: number) => void) => {
      waiting = callback;
      return 1;
    },
    cancelFrame: () => {
      waiting = null;
    },
    frameAt(now: number) {
      const callback = waiting;
      waiting = null;
      callback?.(now);
    },
    isWaiting: () => waiting !== null,
  };
}

it('eases from 0 to exactly 1 within 320 ms, and asks for no frame after that', () => {
  const clock = manualClock();
  const shares: number[] = [];
  animate((share) => shares.push(share), clock);
  for (const now of [990, 1160, 1320]) clock.frameAt(now);
  expect(shares).toEqual([0, 1 - 0.5 ** 4, 1]);
  expect(clock.isWaiting()).toBe(false);
});

it('shows nothing more once it is stopped', () => {
  const clock = manualClock();
  const shares: number[] = [];
  const stop = animate((share) => shares.push(share), clock);
  clock.frameAt(1000);
  stop();
  clock.frameAt(1320);
  expect(shares).toEqual([0]);
});

it('jumps to the end where motion is reduced', () => {
  const shares: number[] = [];
  animate((share) => shares.push(share), manualClock(true));
  expect(shares).toEqual([1]);
});
