import { z } from 'zod';
import { clamp } from './height-field';

const ELEVATION = [20, 85] as const;
const ZOOM = [0.5, 8] as const;
const PAN = 2;
const Share = z.number().min(-PAN).max(PAN);

/**
 * The camera's direction, zoom and pan. There is no distance: the slab is fitted into the view, then `zoom` applies.
 */
export const Orbit = z
  .object({
    /** Degrees around the vertical axis; at 0 the camera looks along v. */
    azimuth: z.number().min(-180).max(180),
    /** Degrees above the plane. */
    elevation: z.number().min(ELEVATION[0]).max(ELEVATION[1]),
    zoom: z.number().min(ZOOM[0]).max(ZOOM[1]),
    /** The picture's shift to the right and down, as shares of the view's height. */
    pan: z.tuple([Share, Share]).readonly(),
  })
  .readonly();
export type Orbit = z.infer<typeof Orbit>;

export const OBLIQUE: Orbit = { azimuth: -24, elevation: 50, zoom: 1, pan: [0, 0] };
export const FROM_TOP: Orbit = { ...OBLIQUE, azimuth: 0, elevation: ELEVATION[1] };
export const FROM_FRONT: Orbit = { ...OBLIQUE, azimuth: 0, elevation: ELEVATION[0] };

/** Returns a camera that looks along a direction of the plane, low enough to show what lies in between. */
export function lookingAlong(du: number, dv: number): Orbit {
  return { ...OBLIQUE, azimuth: (Math.atan2(-du, -dv) * 180) / Math.PI, elevation: 32 };
}

export function rotated(orbit: Orbit, azimuth: number, elevation: number): Orbit {
  return {
    ...orbit,
    azimuth: wrapped(orbit.azimuth + azimuth),
    elevation: clamp(orbit.elevation + elevation, ...ELEVATION),
  };
}

export function zoomed(orbit: Orbit, factor: number): Orbit {
  return { ...orbit, zoom: clamp(orbit.zoom * factor, ...ZOOM) };
}

export function panned(orbit: Orbit, x: number, y: number): Orbit {
  return { ...orbit, pan: [clamp(orbit.pan[0] + x, -PAN, PAN), clamp(orbit.pan[1] + y, -PAN, PAN)] };
}

/** Interpolates between two cameras by a share from 0 to 1; the azimuth turns the shorter way. */
export function interpolated(from: Orbit, to: Orbit, share: number): Orbit {
  const mix = (a: number, b: number) => a + (b - a) * share;
  return {
    azimuth: wrapped(from.azimuth + wrapped(to.azimuth - from.azimuth) * share),
    elevation: mix(from.elevation, to.elevation),
    zoom: from.zoom * (to.zoom / from.zoom) ** share,
    pan: [mix(from.pan[0], to.pan[0]), mix(from.pan[1], to.pan[1])],
  };
}

/** Returns the same angle within −180 to 180 degrees. */
function wrapped(degrees: number): number {
  return degrees - 360 * Math.round(degrees / 360);
}
