import type { Orbit } from '../../scene/orbit';
import { panned, rotated, zoomed } from '../../scene/orbit';
import type { CameraPreset } from '../view-options';

const DEGREES_PER_PIXEL = 0.3;
const KEY_DEGREES = 5;
const KEY_PAN = 0.05;

/** The camera after a drag by so many pixels; with the stage's height it pans instead of turning. */
export function orbitAfterDrag(orbit: Orbit, dx: number, dy: number, panHeight: number | null): Orbit {
  return panHeight === null
    ? rotated(orbit, -dx * DEGREES_PER_PIXEL, dy * DEGREES_PER_PIXEL)
    : panned(orbit, dx / panHeight, dy / panHeight);
}

/** The camera after the wheel orbitAfterWheel by so many pixels; two fingers that part are a wheel with smaller numbers. */
export function orbitAfterWheel(orbit: Orbit, deltaY: number, isPinch: boolean): Orbit {
  return zoomed(orbit, Math.exp(-deltaY / (isPinch ? 100 : 600)));
}

/** The camera that a key asks for; null where it means nothing here. A map does not turn: its arrows move it. */
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

/** The preset that a key asks for; "0" is the first camera. */
export function presetForKey(key: string): CameraPreset | null {
  return ({ '0': 'oblique', o: 'oblique', t: 'top' } as const)[key.toLowerCase()] ?? null;
}
