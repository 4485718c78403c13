import { z } from 'zod';
import { clamp } from './relief';

/** Where the camera stands. The distance is not in it: the slab is fitted into the view, then `zoom` applies. */
export const Orbit = z.object({
  /** Degrees around the upright axis; 0 looks along v. */
  azimuth: z.number(),
  /** Degrees above the ground. */
  elevation: z.number(),
  zoom: z.number(),
  /** Shares of the view's height that the picture is shifted by, right and down. */
  pan: z.tuple([z.number(), z.number()]).readonly(),
});
export type Orbit = Readonly<z.infer<typeof Orbit>>;

export const OBLIQUE: Orbit = { azimuth: -24, elevation: 50, zoom: 1, pan: [0, 0] };
export const FROM_TOP: Orbit = { ...OBLIQUE, azimuth: 0, elevation: 85 };

export function turned(orbit: Orbit, azimuth: number, elevation: number): Orbit {
  return {
    ...orbit,
    azimuth: shortest(orbit.azimuth + azimuth),
    elevation: clamp(orbit.elevation + elevation, 20, 85),
  };
}

export function zoomed(orbit: Orbit, factor: number): Orbit {
  return { ...orbit, zoom: clamp(orbit.zoom * factor, 0.5, 8) };
}

export function panned(orbit: Orbit, x: number, y: number): Orbit {
  return { ...orbit, pan: [clamp(orbit.pan[0] + x, -2, 2), clamp(orbit.pan[1] + y, -2, 2)] };
}

/** The view a share (0 to 1) of the way from one to another, around the shorter side. */
export function between(from: Orbit, to: Orbit, share: number): Orbit {
  const mix = (a: number, b: number) => a + (b - a) * share;
  return {
    azimuth: shortest(from.azimuth + shortest(to.azimuth - from.azimuth) * share),
    elevation: mix(from.elevation, to.elevation),
    zoom: from.zoom * (to.zoom / from.zoom) ** share,
    pan: [mix(from.pan[0], to.pan[0]), mix(from.pan[1], to.pan[1])],
  };
}

/** The same angle within -180 to 180 degrees. */
function shortest(degrees: number): number {
  return degrees - 360 * Math.round(degrees / 360);
}
