import { describe, expect, it } from 'vitest';
import { rampColor } from './color-ramp';
import { interpolated, lookingAlong, OBLIQUE, Orbit, panned, rotated, zoomed } from './orbit';

describe('an orbit', () => {
  it('stays valid, however far a person turns, zooms or pans', () => {
    const far = panned(zoomed(rotated(OBLIQUE, 1000, 500), 1e9), -70, 70);
    expect(Orbit.parse(far)).toEqual({ azimuth: -104, elevation: 85, zoom: 8, pan: [-2, 2] });
    expect(rotated(OBLIQUE, 0, -500).elevation).toBe(20);
  });

  it('turns the shorter way, and zooms evenly in ratio', () => {
    const [from, to] = [
      { ...OBLIQUE, azimuth: 170, zoom: 1 },
      { ...OBLIQUE, azimuth: -170, zoom: 4 },
    ];
    const half = interpolated(from, to, 0.5);
    expect([Math.abs(half.azimuth), half.zoom]).toEqual([180, 2]);
    expect(interpolated(from, to, 0)).toEqual(from);
    expect(interpolated(from, to, 1)).toEqual(to);
  });

  it('looks along a direction: away from the eye along −v at azimuth 0', () => {
    expect(lookingAlong(0, -1).azimuth).toBeCloseTo(0, 12);
    expect(lookingAlong(-1, 0).azimuth).toBeCloseTo(90, 12);
    expect(Math.abs(lookingAlong(0, 1).azimuth)).toBeCloseTo(180, 12);
  });
});

it('colours a difference of zero as the plate, and both signs differently', () => {
  const style = { isDark: true, plate: '#102030' };
  expect(rampColor('difference', 0.5, style)).toEqual([0x10, 0x20, 0x30]);
  expect(rampColor('difference', 0, style)).toEqual([0xd8, 0xda, 0xeb]);
  expect(rampColor('difference', 1, style)).toEqual([0xfd, 0xb8, 0x63]);
  expect(rampColor('difference', 0.75, { ...style, isDark: false })).toEqual([0xe0, 0x82, 0x14]);
});
