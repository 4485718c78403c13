import type { Theme } from '../../theme/theme';
import type { ScenePoint } from '../../scene/height-field';
import { HALF_SIDE, CUT_HEIGHT, BASE_HEIGHT } from '../../scene/height-field';
import type { ScreenPoint } from '../../scene/view-camera';
import { ticksBetween } from '#shared/ticks';
import type { CanvasContext } from '../canvas-context';
import type { Pane } from './pane';
import { axisLabel, symbolFont, textFont } from './pane';

const TICK = 5;
/** From the slab's edge to the middle of a number, and of the axis's name. */
const LABEL = 16;
const NAME = 38;
const UNIT = 'RMS pixel';
/** Closer than this, only the ends of the energy axis are numbered. */
const CLOSEST = 14;

/** u and v on the two edges that face the eye, E on the left corner. Labels lie in the screen. */
export function drawAxes(context: CanvasContext, pane: Pane, theme: Theme): void {
  const { camera, heightField } = pane;
  // those of a map are left and below
  const near = camera.isMap
    ? { x: -1, z: 1 }
    : { x: camera.eye.x > 0.01 ? 1 : -1, z: camera.eye.z < -0.01 ? -1 : 1 };
  const { u, v } = heightField.surface;
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  const along = (share: number) => HALF_SIDE * (2 * share - 1);
  drawFlatAxis(context, pane, theme, 'u', u, (share, out, y) => ({
    x: along(share),
    y,
    z: near.z * (HALF_SIDE + out),
  }));
  drawFlatAxis(context, pane, theme, 'v', v, (share, out, y) => ({
    x: near.x * (HALF_SIDE + out),
    y,
    z: along(share),
  }));
  drawEnergyAxis(context, pane, theme);
}

function drawFlatAxis(
  context: CanvasContext,
  { camera, sizes }: Pane,
  theme: Theme,
  name: 'u' | 'v',
  [from, to]: readonly [number, number],
  place: (share: number, out: number, height: number) => ScenePoint,
): void {
  const project = ({ x, y, z }: ScenePoint) => camera.project(x, y, z);
  const edgeAt = (share: number, height: number) =>
    outward(project(place(share, 0, height)), project(place(share, 0.4, height)));
  // seen from far above, the top stands out beyond the foot
  const [foot, top] = [edgeAt(0.5, BASE_HEIGHT), edgeAt(0.5, CUT_HEIGHT)];
  const height = foot.lead(top.at) > 0 ? CUT_HEIGHT : BASE_HEIGHT;
  const edge = (share: number) => edgeAt(share, height);
  const ticks = ticksBetween(from, to, 4);
  const step = (ticks[1] ?? to) - (ticks[0] ?? from);
  context.font = textFont(11, 500, theme);
  context.textAlign = 'center';
  context.fillStyle = theme.ink2;
  context.strokeStyle = theme.axis;
  for (const tick of ticks) {
    const { at, beyond } = edge((tick - from) / (to - from));
    line(context, at, beyond(TICK));
    const label = beyond(LABEL);
    context.fillText(axisLabel(tick, step), label.x, label.y);
  }
  const middle = edge(0.5);
  const { x: at, y } = middle.beyond(sizes.isSmall ? NAME - 6 : NAME);
  context.font = textFont(11, 500, theme);
  // left of the slab the unit ends where the name would stand, and not on the numbers
  const shift = name === 'u' && at < middle.at.x - LABEL ? context.measureText(UNIT).width + 6 : 0;
  const x = at - shift;
  context.font = symbolFont(15, theme);
  context.fillStyle = theme.ink1;
  context.fillText(name, x, y);
  if (name === 'v') return;
  const half = context.measureText(name).width / 2;
  context.font = textFont(11, 500, theme);
  context.textAlign = 'left';
  context.fillStyle = theme.ink3;
  const end = camera.rect.x + camera.rect.width - 4;
  const beside = x + half + 6;
  const width = context.measureText(UNIT).width;
  // beside the name, or below it where the view ends
  if (beside + width <= end) context.fillText(UNIT, beside, y + 1);
  else context.fillText(UNIT, end - width, y + 16);
}

function drawEnergyAxis(
  context: CanvasContext,
  { camera, heightField, isDifference }: Pane,
  theme: Theme,
): void {
  const { low, cut } = heightField.surface;
  const corners = [-HALF_SIDE, HALF_SIDE].flatMap((x) => [-HALF_SIDE, HALF_SIDE].map((z) => ({ x, z })));
  const left = corners.reduce((best, corner) =>
    camera.project(corner.x, 0, corner.z).x < camera.project(best.x, 0, best.z).x ? corner : best,
  );
  const spot = (energy: number) => camera.project(left.x, heightField.heightOfEnergy(energy), left.z);
  const all = ticksBetween(low, cut, 4);
  const step = (all[1] ?? cut) - (all[0] ?? low);
  const [first, last] = [all[0] ?? low, all.at(-1) ?? cut];
  if (spot(first).y - spot(last).y < CLOSEST) return;
  const room = (spot(first).y - spot(last).y) / Math.max(1, all.length - 1);
  const axis = (energy: number, out: number) => ({ x: spot(energy).x - out, y: spot(energy).y });
  context.strokeStyle = theme.axis;
  line(context, axis(low, 6), axis(cut, 6));
  context.font = textFont(11, 500, theme);
  context.textAlign = 'right';
  context.fillStyle = theme.ink2;
  for (const energy of room < CLOSEST ? [first, last] : all) {
    line(context, axis(energy, 6), axis(energy, 10));
    const label = axisLabel(energy, step);
    // long numbers stay in the view
    const x = Math.max(axis(energy, 13).x, camera.rect.x + 4 + context.measureText(label).width);
    context.fillText(label, x, axis(energy, 0).y);
  }
  context.font = symbolFont(15, theme);
  context.fillStyle = theme.ink1;
  context.textAlign = 'center';
  context.fillText(isDifference ? 'ΔE' : 'E', axis(cut, 10).x, axis(cut, 0).y - 16);
}

/** A point on the slab's edge, points beyond it at distances on the screen, and how far beyond it another point is. */
function outward(at: ScreenPoint, outer: ScreenPoint) {
  const [dx, dy] = [outer.x - at.x, outer.y - at.y];
  const length = Math.hypot(dx, dy) || 1;
  return {
    at,
    beyond: (px: number) => ({ x: at.x + (dx / length) * px, y: at.y + (dy / length) * px }),
    lead: (other: ScreenPoint) => ((other.x - at.x) * dx + (other.y - at.y) * dy) / length,
  };
}

function line(context: CanvasContext, from: { x: number; y: number }, to: { x: number; y: number }): void {
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}
