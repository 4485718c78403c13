import { expect, it } from 'vitest';
import { OBLIQUE } from '../../scene/orbit';
import { orbitAfterDrag, orbitAfterWheel, orbitForKey } from './camera-input';

it('orbits with the pointer, and keeps the camera above the slab', () => {
  const { azimuth, elevation } = orbitAfterDrag(OBLIQUE, -10, 10, null);
  expect([azimuth, elevation]).toEqual([OBLIQUE.azimuth + 3, OBLIQUE.elevation + 3]);
  expect(orbitAfterDrag(OBLIQUE, 0, 1000, null).elevation).toBe(85);
  expect(orbitAfterDrag(OBLIQUE, 0, -1000, null).elevation).toBe(20);
});

it('pans by shares of the stage height', () => {
  expect(orbitAfterDrag(OBLIQUE, 40, -20, 400)).toEqual({ ...OBLIQUE, pan: [0.1, -0.05] });
});

it('zooms back with the opposite wheel delta, and within limits', () => {
  expect(orbitAfterWheel(orbitAfterWheel(OBLIQUE, 120, false), -120, false).zoom).toBeCloseTo(1, 12);
  expect(orbitAfterWheel(OBLIQUE, -1e6, false).zoom).toBe(8);
});

it('pans a map with the arrows, which orbit a surface', () => {
  expect(orbitForKey('ArrowLeft', OBLIQUE, true)).toEqual({ ...OBLIQUE, pan: [0.05, 0] });
  expect(orbitForKey('ArrowLeft', OBLIQUE, false)).toEqual({ ...OBLIQUE, azimuth: OBLIQUE.azimuth + 5 });
  expect(orbitForKey('x', OBLIQUE, false)).toBeNull();
});
