import type { Theme } from '../../theme/theme';
import type { Landscapes } from '../../domain/run/moment';
import type { CanvasContext } from '../canvas-context';

/** A point of the plane, moved by keys. */
export interface PlaneCursor {
  readonly u: number;
  readonly v: number;
}

/** One key press moves the cursor by this share of the slab's width, with Shift by ten times as much. */
const STEP_SHARE = 0.01;

const ARROWS: Record<string, readonly [right: number, away: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export function planeCentre({ u, v }: Landscapes): PlaneCursor {
  const middle = (axis: Float64Array) => ((axis[0] ?? 0) + (axis.at(-1) ?? 0)) / 2;
  return { u: middle(u), v: middle(v) };
}

/** Moves along the axis that is nearest to the arrow's direction on the screen; undefined where the key is no arrow. */
export function moveCursor(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  cursor: PlaneCursor,
  { u, v }: Landscapes,
  azimuth: number,
): PlaneCursor | undefined {
  const arrow = ARROWS[key];
  if (!arrow) return undefined;
  const [right, away] = arrow;
  const angle = (Math.round(azimuth / 90) * Math.PI) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const stepShare = STEP_SHARE * (shiftKey ? 10 : 1);
  const along = (axis: Float64Array, from: number, share: number) => {
    const [low, high] = [axis[0] ?? 0, axis.at(-1) ?? 1];
    return Math.min(high, Math.max(low, from + share * stepShare * (high - low)));
  };
  return {
    u: along(u, cursor.u, right * cos - away * sin),
    v: along(v, cursor.v, -right * sin - away * cos),
  };
}

/** The ends of an arm, in px from the centre. */
const ARM = 9;
const GAP = 3;

export function drawCrosshair(
  context: CanvasContext,
  { x, y }: { readonly x: number; readonly y: number },
  theme: Theme,
): void {
  context.lineCap = 'round';
  for (const [color, width] of [
    [theme.casing, 5],
    [theme.ink1, 2],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      context.moveTo(x + GAP * dx, y + GAP * dy);
      context.lineTo(x + ARM * dx, y + ARM * dy);
    }
    context.stroke();
  }
}
