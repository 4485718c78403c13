import type { Theme } from '../../theme/theme';
import type { Landscapes } from '../../domain/run/moment';
import type { Ink } from './pane';

/** A point of the plane that keys move. */
export interface Cross {
  readonly u: number;
  readonly v: number;
}

/** Of the slab's width, what one key press goes; with Shift ten. */
const STRIDE = 0.01;

const AHEAD: Record<string, readonly [right: number, away: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export function middleOf({ u, v }: Landscapes): Cross {
  const middle = (axis: Float64Array) => ((axis[0] ?? 0) + (axis.at(-1) ?? 0)) / 2;
  return { u: middle(u), v: middle(v) };
}

/** A step along the axis that the arrow is nearest to on the screen; undefined where the key is no arrow. */
export function movedBy(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  cross: Cross,
  { u, v }: Landscapes,
  azimuth: number,
): Cross | undefined {
  const ahead = AHEAD[key];
  if (!ahead) return undefined;
  const [right, away] = ahead;
  const angle = (Math.round(azimuth / 90) * Math.PI) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const stride = STRIDE * (shiftKey ? 10 : 1);
  const along = (axis: Float64Array, from: number, share: number) => {
    const [low, high] = [axis[0] ?? 0, axis.at(-1) ?? 1];
    return Math.min(high, Math.max(low, from + share * stride * (high - low)));
  };
  return { u: along(u, cross.u, right * cos - away * sin), v: along(v, cross.v, -right * sin - away * cos) };
}

const ARM = 9;
const GAP = 3;

export function drawCross(
  ink: Ink,
  { x, y }: { readonly x: number; readonly y: number },
  theme: Theme,
): void {
  ink.lineCap = 'round';
  for (const [color, width] of [
    [theme.casing, 5],
    [theme.ink1, 2],
  ] as const) {
    ink.strokeStyle = color;
    ink.lineWidth = width;
    ink.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      ink.moveTo(x + GAP * dx, y + GAP * dy);
      ink.lineTo(x + ARM * dx, y + ARM * dy);
    }
    ink.stroke();
  }
}
