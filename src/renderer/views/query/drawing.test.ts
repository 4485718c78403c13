import { describe, expect, it } from 'vitest';
import { boxBetween, draggedBox, handleAt, LOWER_RIGHT, MOVE } from './boxes';
import { painted, restored, strokePixels, packBits, unpackBits } from './brush';

const SIZE = { width: 10, height: 6 };

/** Pixels as rows of text. */
function shown(pixels: Set<number>): string[] {
  return Array.from({ length: SIZE.height }, (_, y) =>
    Array.from({ length: SIZE.width }, (_, x) => (pixels.has(y * SIZE.width + x) ? '#' : '.')).join(''),
  );
}

describe('a mask', () => {
  it('has the lowest bit of a byte first, and comes back as it was', () => {
    const pixels = Uint8Array.from({ length: 11 }, (_, i) => Number([0, 2, 8, 10].includes(i)));
    expect(packBits(pixels)).toBe(btoa('\x05\x05'));
    expect(unpackBits(packBits(pixels), 11)).toEqual(pixels);
  });
});

describe('a box', () => {
  it('holds both pixels that it is drawn between, whichever comes first, and ends at the edges', () => {
    expect(boxBetween({ x: 7.9, y: 4 }, { x: 2.1, y: -3 }, SIZE)).toEqual({ kind: 'box', x: 2, y: 0, width: 6, height: 5 }); // prettier-ignore
    expect(boxBetween({ x: 40, y: 40 }, { x: 40, y: 40 }, SIZE)).toEqual({ kind: 'box', x: 9, y: 5, width: 1, height: 1 }); // prettier-ignore
  });

  it('is moved whole, and resized by the sides that are held', () => {
    const box = { kind: 'box', x: 2, y: 1, width: 4, height: 3 } as const;
    expect(draggedBox(box, MOVE, { x: 99, y: -1 }, SIZE)).toEqual({ ...box, x: 6, y: 0 });
    expect(draggedBox(box, LOWER_RIGHT, { x: 2.4, y: -99 }, SIZE)).toEqual({ ...box, width: 6, height: 1 });
    const upperLeft = { ...MOVE, right: false, bottom: false };
    expect(draggedBox(box, upperLeft, { x: -99, y: 99 }, SIZE)).toEqual({
      ...box,
      x: 0,
      width: 6,
      y: 3,
      height: 1,
    });
  });

  it('is held by a corner, a side or its middle', () => {
    const box = { kind: 'box', x: 2, y: 1, width: 6, height: 4 } as const;
    expect(handleAt(box, { x: 2.3, y: 0.8 }, 0.5)).toEqual({
      left: true,
      top: true,
      right: false,
      bottom: false,
    });
    expect(handleAt(box, { x: 8.4, y: 3 }, 0.5)).toEqual({
      left: false,
      top: false,
      right: true,
      bottom: false,
    });
    expect(handleAt(box, { x: 5, y: 3 }, 0.5)).toBe(MOVE);
    expect(handleAt(box, { x: 9, y: 3 }, 0.5)).toBeNull();
    expect(handleAt({ ...box, width: 1, height: 1 }, { x: 2.5, y: 1.5 }, 2)).toBe(MOVE);
  });
});

describe('a brush', () => {
  it('leaves a line without gaps, within the picture', () => {
    expect(shown(strokePixels({ x: 1, y: 1 }, { x: 8, y: 4 }, 1, SIZE))).toEqual([
      '..........',
      '.##.......',
      '...##.....',
      '.....##...',
      '.......##.',
      '..........',
    ]);
    expect(shown(strokePixels({ x: 0, y: 0 }, { x: 0, y: 0 }, 5, SIZE)).slice(0, 3)).toEqual([
      '###.......',
      '###.......',
      '##........',
    ]);
  });

  it('paints all channels of a pixel, and takes it back', () => {
    const state = new Float32Array(12).fill(0.5);
    const red = painted(state, [1], [1, 0, 0]);
    expect([...red.subarray(3, 6)]).toEqual([Math.fround(1 / Math.sqrt(12)), 0, 0]);
    expect(red.filter((x) => x !== 0.5)).toHaveLength(3);
    expect(restored(red, state, [1], 3)).toEqual(state);
  });
});
