import { describe, expect, it } from 'vitest';
import type { ContourRing } from './contours';
import { clipToGrid, contourRings, placeLabel } from './contours';

const SIZE = 101;
const CENTER = 50;
/** The distance of every point of the grid from its centre. */
const cone = Float32Array.from({ length: SIZE * SIZE }, (_, i) =>
  Math.hypot((i % SIZE) - CENTER, Math.floor(i / SIZE) - CENTER),
);
const distances = (ring: ContourRing) =>
  ring.map(([column, row]) => Math.hypot(column - CENTER, row - CENTER));

describe('contour lines', () => {
  it('of a cone are circles: every point of a line has the energy of its level', () => {
    // the area above the level has two outlines: one just outside of the grid, and the circle around its hole
    const rings = contourRings(cone, SIZE, 20);
    expect(rings).toHaveLength(2);
    const [circle = [], ...others] = clipToGrid(rings, SIZE);
    expect(others).toEqual([]);
    // between two points of the grid the cone is a line, which at a distance of 20 is off by 1 / (8 · 20) at most
    for (const distance of distances(circle)) expect(Math.abs(distance - 20)).toBeLessThan(0.00625);
    expect(circle[0]).toEqual(circle.at(-1));
    // a line of n pieces around a circle is as long as the circle within 2 %
    const length = circle.slice(1).reduce((sum, [column, row], i) => {
      const [beforeColumn, beforeRow] = circle[i] ?? [NaN, NaN];
      return sum + Math.hypot(column - beforeColumn, row - beforeRow);
    }, 0);
    expect(length / (40 * Math.PI)).toBeCloseTo(1, 2);
  });

  it('count what is not a number as above every level', () => {
    const flat = new Float32Array(25);
    flat[12] = NaN;
    const [ring = []] = contourRings(flat, 5, 1e30);
    expect(ring.every(([column, row]) => Math.hypot(column - 2, row - 2) <= 1)).toBe(true);
  });

  it('end at the edge of the grid', () => {
    // a slope: above the level from the middle column on
    const slope = Float32Array.from({ length: 25 }, (_, i) => i % 5);
    const lines = clipToGrid(contourRings(slope, 5, 1.5), 5);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.every(([column]) => column === 1.5)).toBe(true);
    expect(lines[0]?.map(([, row]) => row).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('the label of a line', () => {
  const arc = Array.from({ length: 200 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 200;
    return [200 + 150 * Math.cos(angle), 200 + 150 * Math.sin(angle)] as const;
  });

  it('stands on the line, follows it, and is never upside down', () => {
    const placed = placeLabel(arc, 30, []);
    if (!placed) throw new Error('there is room');
    const { x, y, angle } = placed;
    expect(Math.abs(Math.hypot(x - 200, y - 200) - 150)).toBeLessThan(0.5);
    expect(Math.abs(angle)).toBeLessThanOrEqual(Math.PI / 2);
    // perpendicular to the radius
    expect(Math.abs(Math.cos(angle) * (x - 200) + Math.sin(angle) * (y - 200))).toBeLessThan(5);
  });

  it('keeps two widths from others, and is left out where the line is too short or too bent', () => {
    const first = placeLabel(arc, 30, []);
    const second = placeLabel(arc, 30, first ? [first] : []);
    expect(first && second && Math.hypot(first.x - second.x, first.y - second.y)).toBeGreaterThanOrEqual(60);
    expect(placeLabel(arc.slice(0, 3), 30, [])).toBeNull();
    const small = arc.map(([x, y]) => [200 + (x - 200) / 15, 200 + (y - 200) / 15] as const);
    expect(placeLabel(small, 30, [])).toBeNull();
  });
});
