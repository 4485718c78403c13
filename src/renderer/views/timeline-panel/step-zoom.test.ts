import { beforeEach, describe, expect, it, vi } from 'vitest';
import { stepScale } from './plot-scale';
import type { StepRange } from './distances';
import { pannedRange, WheelZoom, zoomedRange } from './step-zoom';

const LAST = 300;

describe('zooming', () => {
  it('keeps the step under the pointer at its place', () => {
    // step 60 lies at three fifths of the range
    expect(zoomedRange([0, 100], 60, 0.5, LAST)).toEqual([30, 80]);
    expect(zoomedRange([30, 80], 60, 2, LAST)).toEqual([0, 100]);
  });

  it('stays within the run, and shows no fewer than four steps', () => {
    expect(zoomedRange([0, 100], 0, 10, LAST)).toEqual([0, LAST]);
    expect(zoomedRange([250, 300], 300, 4, LAST)).toEqual([100, LAST]);
    expect(zoomedRange([10, 20], 15, 0.01, LAST)).toEqual([13, 17]);
    expect(zoomedRange([0, 2], 1, 0.5, 2)).toEqual([0, 2]);
  });
});

it('pans as far as the run goes, without changing the width', () => {
  expect(pannedRange([100, 150], 20, LAST)).toEqual([120, 170]);
  expect(pannedRange([100, 150], -500, LAST)).toEqual([0, 50]);
  expect(pannedRange([100, 150], 500, LAST)).toEqual([250, 300]);
});

describe('a wheel', () => {
  // steps 100 to 200 on 800 px between 48 and 848 px
  const scale = stepScale({ x: 0, y: 0, width: 1000, height: 100 }, [100, 200], 152);
  const middle = 448;
  let wheel: WheelZoom;
  beforeEach(() => {
    vi.stubGlobal('WheelEvent', { DOM_DELTA_LINE: 1 });
    wheel = new WheelZoom();
  });

  function turn(event: Partial<WheelEvent>): StepRange {
    const still = { deltaX: 0, deltaY: 0, deltaMode: 0, shiftKey: false, offsetX: middle };
    return wheel.rangeAfter({ ...still, ...event } as WheelEvent, scale, LAST);
  }

  it('zooms in and out by about a sixth with each notch, around the pointer', () => {
    expect(turn({ deltaY: -100 })).toEqual([108, 192]);
    expect(turn({ deltaY: 100 })).toEqual([90, 210]);
    expect(turn({ deltaY: -100, offsetX: 48 })[0]).toBe(100);
  });

  it('pans by what it moves sideways, or with Shift', () => {
    expect(turn({ deltaX: 80 })).toEqual([110, 210]);
    expect(turn({ deltaY: -80, shiftKey: true })).toEqual([90, 190]);
  });

  it('counts a line as 16 px', () => {
    expect(turn({ deltaX: 5, deltaMode: 1 })).toEqual([110, 210]);
  });

  it('adds small movements up until they are worth a step', () => {
    // a step is 8 px
    expect([1, 2, 3].map(() => turn({ deltaX: 3 })[0])).toEqual([100, 100, 101]);
    // the rest is used up
    expect(turn({ deltaX: 3 })[0]).toBe(100);
  });

  it('does not count what it moved in the other way before', () => {
    expect(turn({ deltaY: 2 })).toEqual([100, 200]); // too little to zoom
    expect(turn({ deltaX: 7 })[0]).toBe(100);
  });
});
