import type { Orbit } from '../../scene/orbit';
import { panned, rotated, zoomed } from '../../scene/orbit';
import type { CameraPreset } from '../view-options';

const DEGREES_PER_PIXEL = 0.3;
const KEY_DEGREES = 5;
const KEY_PAN = 0.05;

/** Returns the camera after a drag in pixels. It rotates, or pans where the stage's height is given. */
export function orbitAfterDrag(orbit: Orbit, dx: number, dy: number, panHeight: number | null): Orbit {
  return panHeight === null
    ? rotated(orbit, -dx * DEGREES_PER_PIXEL, dy * DEGREES_PER_PIXEL)
    : panned(orbit, dx / panHeight, dy / panHeight);
}

/** Returns the camera after a wheel event. A pinch arrives as a wheel event with smaller deltas. */
export function orbitAfterWheel(orbit: Orbit, deltaY: number, isPinch: boolean): Orbit {
  return zoomed(orbit, Math.exp(-deltaY / (isPinch ? 100 : 600)));
}

/** Returns the camera after a key press; null for other keys. Arrows rotate a surface and pan a map. */
export function orbitForKey(key: string, orbit: Orbit, isMap: boolean): Orbit | null {
  const move = (x: number, y: number) =>
    isMap ? panned(orbit, KEY_PAN * x, KEY_PAN * y) : rotated(orbit, KEY_DEGREES * x, KEY_DEGREES * y);
  switch (key) {
    case 'ArrowLeft':
      return move(1, 0);
    case 'ArrowRight':
      return move(-1, 0);
    case 'ArrowUp':
      return move(0, 1);
    case 'ArrowDown':
      return move(0, -1);
    case '+':
    case '=':
      return zoomed(orbit, 1.2);
    case '-':
      return zoomed(orbit, 1 / 1.2);
    default:
      return null;
  }
}

/** Returns the preset of a key; "0" is the default camera. */
export function presetForKey(key: string): CameraPreset | null {
  return ({ '0': 'oblique', o: 'oblique', t: 'top' } as const)[key.toLowerCase()] ?? null;
}
