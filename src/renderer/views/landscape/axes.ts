import type { Theme } from '../../theme/theme';
import type { Point } from '../../scene/height-field';
import { HALF, TOP, UNDERSIDE } from '../../scene/height-field';
import type { ScreenPoint } from '../../scene/view-camera';
import { ticksBetween } from '#shared/ticks';
import type { Ink, Pane } from './pane';
import { axisText, symbol, text } from './pane';

const TICK = 5;
/** From the slab's edge to the middle of a number, and of the axis's name. */
const LABEL = 16;
const NAME = 38;
const UNIT = 'RMS pixel';
/** Closer than this, only the ends of the energy axis are numbered. */
const CLOSEST = 14;

/** u and v on the two edges that face the eye, E on the left corner. Labels lie in the screen. */
export function drawAxes(ink: Ink, pane: Pane, theme: Theme): void {
  const { camera, relief } = pane;
  // those of a map are left and below
  const near = camera.isMap
    ? { x: -1, z: 1 }
    : { x: camera.eye.x > 0.01 ? 1 : -1, z: camera.eye.z < -0.01 ? -1 : 1 };
  const { u, v } = relief.surface;
  ink.lineWidth = 1;
  ink.textBaseline = 'middle';
  const along = (share: number) => HALF * (2 * share - 1);
  drawFlatAxis(ink, pane, theme, 'u', u, (share, out, y) => ({
    x: along(share),
    y,
    z: near.z * (HALF + out),
  }));
  drawFlatAxis(ink, pane, theme, 'v', v, (share, out, y) => ({
    x: near.x * (HALF + out),
    y,
    z: along(share),
  }));
  drawEnergyAxis(ink, pane, theme);
}

function drawFlatAxis(
  ink: Ink,
  { camera, sizes }: Pane,
  theme: Theme,
  name: 'u' | 'v',
  [from, to]: readonly [number, number],
  place: (share: number, out: number, height: number) => Point,
): void {
  const project = ({ x, y, z }: Point) => camera.project(x, y, z);
  const edgeAt = (share: number, height: number) =>
    outward(project(place(share, 0, height)), project(place(share, 0.4, height)));
  // seen from far above, the top stands out beyond the foot
  const [foot, top] = [edgeAt(0.5, UNDERSIDE), edgeAt(0.5, TOP)];
  const height = foot.lead(top.at) > 0 ? TOP : UNDERSIDE;
  const edge = (share: number) => edgeAt(share, height);
  const ticks = ticksBetween(from, to, 4);
  const step = (ticks[1] ?? to) - (ticks[0] ?? from);
  ink.font = text(11, 500, theme);
  ink.textAlign = 'center';
  ink.fillStyle = theme.ink2;
  ink.strokeStyle = theme.axis;
  for (const tick of ticks) {
    const { at, beyond } = edge((tick - from) / (to - from));
    line(ink, at, beyond(TICK));
    const label = beyond(LABEL);
    ink.fillText(axisText(tick, step), label.x, label.y);
  }
  const middle = edge(0.5);
  const { x: at, y } = middle.beyond(sizes.isSmall ? NAME - 6 : NAME);
  ink.font = text(11, 500, theme);
  // left of the slab the unit ends where the name would stand, and not on the numbers
  const shift = name === 'u' && at < middle.at.x - LABEL ? ink.measureText(UNIT).width + 6 : 0;
  const x = at - shift;
  ink.font = symbol(15, theme);
  ink.fillStyle = theme.ink1;
  ink.fillText(name, x, y);
  if (name === 'v') return;
  const half = ink.measureText(name).width / 2;
  ink.font = text(11, 500, theme);
  ink.textAlign = 'left';
  ink.fillStyle = theme.ink3;
  const end = camera.rect.x + camera.rect.width - 4;
  const beside = x + half + 6;
  const width = ink.measureText(UNIT).width;
  // beside the name, or below it where the view ends
  if (beside + width <= end) ink.fillText(UNIT, beside, y + 1);
  else ink.fillText(UNIT, end - width, y + 16);
}

function drawEnergyAxis(ink: Ink, { camera, relief, isDifference }: Pane, theme: Theme): void {
  const { low, cut } = relief.surface;
  const corners = [-HALF, HALF].flatMap((x) => [-HALF, HALF].map((z) => ({ x, z })));
  const left = corners.reduce((best, corner) =>
    camera.project(corner.x, 0, corner.z).x < camera.project(best.x, 0, best.z).x ? corner : best,
  );
  const spot = (energy: number) => camera.project(left.x, relief.heightOfEnergy(energy), left.z);
  const all = ticksBetween(low, cut, 4);
  const step = (all[1] ?? cut) - (all[0] ?? low);
  const [first, last] = [all[0] ?? low, all.at(-1) ?? cut];
  if (spot(first).y - spot(last).y < CLOSEST) return;
  const room = (spot(first).y - spot(last).y) / Math.max(1, all.length - 1);
  const axis = (energy: number, out: number) => ({ x: spot(energy).x - out, y: spot(energy).y });
  ink.strokeStyle = theme.axis;
  line(ink, axis(low, 6), axis(cut, 6));
  ink.font = text(11, 500, theme);
  ink.textAlign = 'right';
  ink.fillStyle = theme.ink2;
  for (const energy of room < CLOSEST ? [first, last] : all) {
    line(ink, axis(energy, 6), axis(energy, 10));
    const label = axisText(energy, step);
    // long numbers stay in the view
    const x = Math.max(axis(energy, 13).x, camera.rect.x + 4 + ink.measureText(label).width);
    ink.fillText(label, x, axis(energy, 0).y);
  }
  ink.font = symbol(15, theme);
  ink.fillStyle = theme.ink1;
  ink.textAlign = 'center';
  ink.fillText(isDifference ? 'ΔE' : 'E', axis(cut, 10).x, axis(cut, 0).y - 16);
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

function line(ink: Ink, from: { x: number; y: number }, to: { x: number; y: number }): void {
  ink.beginPath();
  ink.moveTo(from.x, from.y);
  ink.lineTo(to.x, to.y);
  ink.stroke();
}
