import { describe, expect, it } from 'vitest';
import { bakeLight } from './light-baking';
import type { Surface } from './height-field';
import { bilinear, CUT_HEIGHT, HALF_SIDE, HeightField, heightsOf } from './height-field';
import { OBLIQUE } from './orbit';
import { ViewCamera } from './view-camera';

const SIZE = 41;

/** A surface over u and v from −1 to 1, between the energies 0 and 2. */
function surfaceOf(energyAt: (u: number, v: number) => number): Surface {
  const energies = Float32Array.from({ length: SIZE * SIZE }, (_, k) => {
    const at = (i: number) => (2 * i) / (SIZE - 1) - 1;
    return energyAt(at(k % SIZE), at(Math.floor(k / SIZE)));
  });
  return { size: SIZE, energies, u: [-1, 1], v: [-1, 1], low: 0, cut: 2 };
}

const plain = surfaceOf(() => 0);
/** A ridge along v in the middle, as high as the cut. */
const ridge = surfaceOf((u) => (Math.abs(u) < 0.12 ? 2 : 0));
const ramp = surfaceOf((u) => 1 + u);
/** Views that look along an axis, as a person sees the slab from the front. */
const stage = { x: 0, y: 0, width: 800, height: 600 };
const margins = { top: 40, right: 30, bottom: 50, left: 30 };

describe('heights', () => {
  it('go from the lowest energy to the cut, on which lies all that is above it or unknown', () => {
    const surface = { ...plain, size: 2, energies: Float32Array.of(1, 5, NaN, -7) };
    expect([...heightsOf(surface)].map((height) => (height / CUT_HEIGHT).toFixed(6))).toEqual([
      '0.500000',
      '1.000000',
      '1.000000',
      '0.000000',
    ]);
  });

  it('are read at the place on the plane that they belong to', () => {
    const field = new HeightField(ramp);
    const { x, y, z } = field.pointAt(0.5, -0.25);
    expect([x, z]).toEqual([0.5 * HALF_SIDE, -0.25 * HALF_SIDE]);
    expect(y).toBeCloseTo(0.75 * CUT_HEIGHT, 6);
    const { u, v, energy } = field.read(x, z);
    expect([u, v, energy].map((value) => value.toFixed(5))).toEqual(['0.50000', '-0.25000', '1.50000']);
    // a point outside stands at the edge
    expect(field.pointAt(3, 0).x).toBe(HALF_SIDE);
    expect(field.heightOfEnergy(1)).toBeCloseTo(CUT_HEIGHT / 2, 12);
  });

  it('are interpolated in both directions', () => {
    const grid = Float32Array.of(0, 1, 2, 3);
    expect([bilinear(grid, 2, 0.5, 0), bilinear(grid, 2, 0.5, 0.5), bilinear(grid, 2, 9, 9)]).toEqual([
      0.5, 1.5, 3,
    ]);
  });
});

describe('what can be seen', () => {
  it('is hidden behind a ridge, and not on the near side of it', () => {
    const field = new HeightField(ridge);
    const eye = { x: 20, y: 3, z: 0 };
    expect(field.isVisible({ x: 2, y: 0.05, z: 0 }, eye)).toBe(true);
    expect(field.isVisible({ x: -2, y: 0.05, z: 0 }, eye)).toBe(false);
    // from high above nothing hides it
    expect(field.isVisible({ x: -2, y: 0.05, z: 0 }, { x: 0, y: 30, z: 0 })).toBe(true);
  });

  it('is where a ray first meets the surface', () => {
    const field = new HeightField(ridge);
    const down = field.intersect({ x: 3, y: 20, z: -1 }, { x: 0, y: -1, z: 0 });
    expect(down).toEqual({ x: 3, z: -1 });
    // a ray that would meet the plain behind the ridge meets the ridge, whose side faces it
    const slanted = field.intersect({ x: 10, y: 5, z: 0 }, { x: -12, y: -5, z: 0 });
    expect(slanted?.x).toBeGreaterThan(0);
    expect(slanted?.x).toBeLessThan(0.15 * HALF_SIDE + 0.2);
    expect(field.intersect({ x: 20, y: 20, z: 0 }, { x: 0, y: -1, z: 0 })).toBeNull();
    expect(field.intersect({ x: 0, y: 20, z: 0 }, { x: 0, y: 1, z: 0 })).toBeNull();
  });

  it('is the same for the pointer and for what is drawn', () => {
    for (const lens of ['orbit', 'map'] as const) {
      const camera = new ViewCamera(stage, margins, { ...OBLIQUE, pan: [0.1, -0.05] }, lens);
      const field = new HeightField(ramp);
      const { x, y, z } = field.pointAt(-0.4, 0.3);
      const spot = camera.project(x, y, z);
      const hit = field.intersect(camera.eye, camera.directionOf(spot.x, spot.y));
      // the ray is marched in steps that are halved 16 times
      expect(hit?.x, lens).toBeCloseTo(x, 2);
      expect(hit?.z, lens).toBeCloseTo(z, 2);
    }
  });
});

describe('a camera', () => {
  it('shows the whole slab within its margins, whatever the shape of the view', () => {
    for (const [width, height] of [
      [800, 600],
      [400, 900],
      [1600, 300],
    ] as const) {
      // prettier-ignore
      const camera = new ViewCamera({ x: 100, y: 50, width, height }, margins, OBLIQUE);
      const corners = [-HALF_SIDE, HALF_SIDE].flatMap((x) =>
        [-HALF_SIDE, HALF_SIDE].flatMap((z) => [0, CUT_HEIGHT].map((y) => camera.project(x, y, z))),
      );
      const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
      expect(Math.min(...xs)).toBeGreaterThanOrEqual(100 + margins.left - 1);
      expect(Math.max(...xs)).toBeLessThanOrEqual(100 + width - margins.right + 1);
      expect(Math.min(...ys)).toBeGreaterThanOrEqual(50 + margins.top - 1);
      expect(Math.max(...ys)).toBeLessThanOrEqual(50 + height - margins.bottom + 1);
    }
  });

  it('pans by shares of the height, and a map has no perspective', () => {
    const at = (pan: readonly [number, number], lens?: 'map') =>
      new ViewCamera(stage, margins, { ...OBLIQUE, pan }, lens);
    const [still, panned] = [at([0, 0]).project(0, 0, 0), at([0.1, -0.2]).project(0, 0, 0)];
    expect(panned.x - still.x).toBeCloseTo(0.1 * stage.height, 6);
    expect(panned.y - still.y).toBeCloseTo(-0.2 * stage.height, 6);
    const map = at([0, 0], 'map');
    const [low, high] = [map.project(3, 0, -2), map.project(3, CUT_HEIGHT, -2)];
    expect(Math.hypot(low.x - high.x, low.y - high.y)).toBeLessThan(0.1);
  });
});

describe('the light', () => {
  const lightAt = (surface: Surface, u: number) => {
    const light = bakeLight(heightsOf(surface), SIZE);
    const k = Math.floor(SIZE / 2) * SIZE + Math.round(((u + 1) / 2) * (SIZE - 1));
    return { openness: light[2 * k] ?? NaN, lit: light[2 * k + 1] ?? NaN };
  };

  it('is full on a level surface', () => {
    expect(lightAt(plain, 0)).toEqual({ openness: 255, lit: 255 });
  });

  it('comes from the left: a ridge throws its shadow to the right, and closes the sky on both sides', () => {
    const [left, right] = [lightAt(ridge, -0.25), lightAt(ridge, 0.25)];
    expect(left.lit).toBe(255);
    expect(right.lit).toBeLessThan(128);
    expect(left.openness).toBeLessThan(255);
    expect(Math.abs(left.openness - right.openness)).toBeLessThanOrEqual(1);
  });
});
