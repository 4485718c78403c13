import { describe, expect, it } from 'vitest';
import { FilmView } from '#shared/film-job';
import type { Box } from '../views/canvas-context';
import { filmLayout, wholeMultiples } from './film-layout';
import { frameStep, stepFrame } from './frame-steps';

const FRAMES = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 1080, height: 1920 },
  { width: 1080, height: 1080 },
] as const;

const areDisjoint = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

describe.each(FRAMES)('a frame of $width × $height', (frame) => {
  it.each(FilmView.options)('shows the parts of the view "%s" within it, and none over another', (view) => {
    const { scale, width, height, landscapes, pictures, curves } = filmLayout(frame, view);
    expect([width * scale, height * scale].map(Math.round)).toEqual([frame.width, frame.height]);
    expect([landscapes, pictures, curves].map((box) => box !== null)).toEqual(
      { landscape: [true, false, false], reconstruction: [false, true, true], both: [true, true, true] }[
        view
      ],
    );
    const boxes = [landscapes, pictures, curves].filter((box) => box !== null);
    for (const box of boxes) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y).toBeGreaterThan(0);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      // neither is so small that nothing can be read in it
      expect(Math.min(box.width, box.height)).toBeGreaterThan(80);
    }
    // the landscapes may reach behind the captions above the pictures
    expect(!pictures || !curves || areDisjoint(pictures, curves)).toBe(true);
  });
});

describe('pictures', () => {
  const box = { x: 10, y: 20, width: 424, height: 120 };

  it('are whole multiples of their pixels, and keep their lower edge', () => {
    // room for 100 px at a scale of 2: three times 64 pixels are 96 px
    expect(wholeMultiples(box, { width: 64, height: 64, channels: 1 }, 2)).toEqual({
      x: 10,
      y: 24,
      width: 408,
      height: 116,
    });
  });

  it('are not shrunk by more than three tenths for that', () => {
    expect(wholeMultiples(box, { width: 65, height: 65, channels: 1 }, 1)).toBe(box);
    expect(wholeMultiples(box, { width: 400, height: 400, channels: 1 }, 1)).toBe(box);
  });
});

it('finds the frame that shows a step', () => {
  for (const frame of [0, 1, 50, 119]) expect(stepFrame(frameStep(frame, 120, 300), 120, 300)).toBe(frame);
  expect(stepFrame(0, 120, 0)).toBe(0);
});
