import type { Orbit } from '../../scene/orbit';
import { FROM_TOP, OBLIQUE, panned, turned, zoomed } from '../../scene/orbit';

const DEGREES_PER_PIXEL = 0.3;
const KEY_DEGREES = 5;

/** The camera after a drag by so many pixels; with the stage's height it pans instead of turning. */
export function dragged(orbit: Orbit, dx: number, dy: number, panHeight: number | null): Orbit {
  return panHeight === null
    ? turned(orbit, -dx * DEGREES_PER_PIXEL, dy * DEGREES_PER_PIXEL)
    : panned(orbit, dx / panHeight, dy / panHeight);
}

/** The camera after the wheel rolled by so many pixels. */
export function rolled(orbit: Orbit, deltaY: number): Orbit {
  return zoomed(orbit, Math.exp(-deltaY / 600));
}

/** The camera that a key asks for; null where it means nothing here. */
export function orbitForKey(key: string, orbit: Orbit): Orbit | null {
  switch (key) {
    case 'ArrowLeft':
      return turned(orbit, KEY_DEGREES, 0);
    case 'ArrowRight':
      return turned(orbit, -KEY_DEGREES, 0);
    case 'ArrowUp':
      return turned(orbit, 0, KEY_DEGREES);
    case 'ArrowDown':
      return turned(orbit, 0, -KEY_DEGREES);
    case '+':
    case '=':
      return zoomed(orbit, 1.2);
    case '-':
      return zoomed(orbit, 1 / 1.2);
    case '0':
    case 'o':
    case 'O':
      return OBLIQUE;
    case 't':
    case 'T':
      return FROM_TOP;
    default:
      return null;
  }
}
