import type { Theme } from '../../theme/theme';
import type { ScenePoint } from '../../scene/height-field';
import { HALF_SIDE, CUT_HEIGHT, BASE_HEIGHT } from '../../scene/height-field';
import type { ScreenPoint } from '../../scene/view-camera';
import { ticksBetween } from '#shared/ticks';
import type { CanvasContext } from '../canvas-context';
import type { Pane } from './pane';
import { axisLabel, fillTextOnStage, symbolFont, textFont } from './pane';

/** In px. */
const TICK_LENGTH = 5;
/** Distances in px from the slab's edge to the middle of a number, and to that of the axis's name. */
const LABEL_OFFSET = 16;
const NAME_OFFSET = 38;
const UNIT = 'RMS pixel';
/** Where ticks are closer than this, in px, only the ends of the energy axis are numbered. */
const MIN_TICK_GAP = 14;

/** Draws u and v along the two edges that face the eye, and E at the left corner. Labels are parallel to the screen. */
export function drawAxes(context: CanvasContext, pane: Pane, theme: Theme): void {
  const { camera, heightField } = pane;
  // on a map the axes are left and below
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
  pointAt: (share: number, out: number, height: number) => ScenePoint,
): void {
  const project = ({ x, y, z }: ScenePoint) => camera.project(x, y, z);
  const edgeAt = (share: number, height: number) =>
    outward(project(pointAt(share, 0, height)), project(pointAt(share, 0.4, height)));
  // seen from high above, the top edge projects beyond the base, and the axis lies along it
  const [base, top] = [edgeAt(0.5, BASE_HEIGHT), edgeAt(0.5, CUT_HEIGHT)];
  const height = base.lead(top.at) > 0 ? CUT_HEIGHT : BASE_HEIGHT;
  const edge = (share: number) => edgeAt(share, height);
  const ticks = ticksBetween(from, to, 4);
  const step = (ticks[1] ?? to) - (ticks[0] ?? from);
  context.font = textFont(11, 500, theme);
  context.textAlign = 'center';
  context.fillStyle = theme.ink2;
  context.strokeStyle = theme.axis;
  for (const tick of ticks) {
    const { at, beyond } = edge((tick - from) / (to - from));
    line(context, at, beyond(TICK_LENGTH));
    const label = beyond(LABEL_OFFSET);
    fillTextOnStage(context, axisLabel(tick, step), label.x, label.y, theme);
  }
  const middle = edge(0.5);
  const { x: centre, y } = middle.beyond(sizes.isSmall ? NAME_OFFSET - 6 : NAME_OFFSET);
  context.font = textFont(11, 500, theme);
  // left of the slab the name moves aside, so that the unit does not cover the numbers
  const shift = name === 'u' && centre < middle.at.x - LABEL_OFFSET ? context.measureText(UNIT).width + 6 : 0;
  const x = centre - shift;
  context.font = symbolFont(15, theme);
  context.fillStyle = theme.ink1;
  fillTextOnStage(context, name, x, y, theme);
  if (name === 'v') return;
  const half = context.measureText(name).width / 2;
  context.font = textFont(11, 500, theme);
  context.textAlign = 'left';
  context.fillStyle = theme.ink3;
  const end = camera.rect.x + camera.rect.width - 4;
  const beside = x + half + 6;
  const width = context.measureText(UNIT).width;
  // the unit is beside the name, or below it where the view ends
  if (beside + width <= end) fillTextOnStage(context, UNIT, beside, y + 1, theme);
  else fillTextOnStage(context, UNIT, end - width, y + 16, theme);
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
  const ticks = ticksBetween(low, cut, 4);
  const step = (ticks[1] ?? cut) - (ticks[0] ?? low);
  const [first, last] = [ticks[0] ?? low, ticks.at(-1) ?? cut];
  if (spot(first).y - spot(last).y < MIN_TICK_GAP) return;
  const gap = (spot(first).y - spot(last).y) / Math.max(1, ticks.length - 1);
  const axis = (energy: number, out: number) => ({ x: spot(energy).x - out, y: spot(energy).y });
  context.strokeStyle = theme.axis;
  line(context, axis(low, 6), axis(cut, 6));
  context.font = textFont(11, 500, theme);
  context.textAlign = 'right';
  context.fillStyle = theme.ink2;
  for (const energy of gap < MIN_TICK_GAP ? [first, last] : ticks) {
    line(context, axis(energy, 6), axis(energy, 10));
    const label = axisLabel(energy, step);
    // long numbers are kept inside the view
    const x = Math.max(axis(energy, 13).x, camera.rect.x + 4 + context.measureText(label).width);
    fillTextOnStage(context, label, x, axis(energy, 0).y, theme);
  }
  context.font = symbolFont(15, theme);
  context.fillStyle = theme.ink1;
  context.textAlign = 'center';
  fillTextOnStage(context, isDifference ? 'ΔE' : 'E', axis(cut, 10).x, axis(cut, 0).y - 16, theme);
}

/**
 * Returns a point on the slab's edge, with functions for points outward of it and for how far outward a point is, in
 * px.
 */
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
