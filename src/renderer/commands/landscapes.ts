import type { Orbit } from '../scene/orbit';
import { FROM_TOP, OBLIQUE } from '../scene/orbit';
import type { Command } from './command';
import type { WindowParts } from './parts';
import { awayFromDescent } from './parts';

export function landscapeCommands(parts: WindowParts): Command[] {
  const camera = (id: string, title: string, key: string, to: Orbit): Command => ({
    id,
    title,
    group: 'Landscapes',
    keys: [key],
    unavailable: () => awayFromDescent(parts),
    run: () => {
      parts.turn(to);
    },
  });
  return [
    camera('camera-reset', 'Reset the camera', '0', OBLIQUE),
    camera('camera-top', 'Look from above', 'T', FROM_TOP),
    camera('camera-oblique', 'Look from the side', 'O', OBLIQUE),
  ];
}
