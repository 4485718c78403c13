import { isOnPlane } from '#shared/on-plane';
import type { Theme } from '../../theme/theme';
import type { ScenePoint, HeightField } from '../../scene/height-field';
import type { Rect } from '../../scene/view-camera';
import type { Sprite } from '../pictures';
import type { PlanePoint } from '../../domain/run/moment';
import { boxSize, drawPicture } from './picture-marks';
import type { CanvasContext } from '../canvas-context';
import type { Pane, Spot } from './pane';
import { distanceText, labelFont } from './plane-labels';
import { spotAt } from './pane';

/** The radius of a ring in scene units. */
const RING_RADIUS = 0.15;
const GAP = 3;
/** The longest leader in px on which a picture is raised clear of others. */
const MAX_LEADER = 96;
/** With more memories than this, a memory without room for its picture is shown by its ring alone. */
const CROWDED = 24;

export interface MemoryMark {
  readonly index: number;
  readonly projection: PlanePoint;
  readonly spot: Spot;
  /** A memory off the plane has a dashed leader and a hollow dot. */
  readonly isOnPlane: boolean;
  /** The ring around the projection on the screen; empty where the memory is off the plane. */
  readonly ring: readonly (readonly [x: number, y: number])[];
}

/** Returns the places of the memories on the screen, farthest first. */
export function markMemories(pane: Pane, projections: readonly PlanePoint[]): MemoryMark[] {
  return placeMemories(pane.heightField, projections, pane.sizes.memoriesOff !== 'projection')
    .map(({ projection, point, isOnPlane: isOn, ring }, index) => ({
      index,
      isOnPlane: isOn,
      projection,
      spot: spotAt(pane, point),
      ring: ring.map((corner): [number, number] => {
        const { x, y } = pane.camera.project(corner.x, corner.y, corner.z);
        return [x, y];
      }),
    }))
    .sort((a, b) => b.spot.depth - a.spot.depth);
}

/** A memory in the scene, independent of the camera. */
interface PlacedMemory {
  readonly projection: PlanePoint;
  readonly point: ScenePoint;
  readonly isOnPlane: boolean;
  /** Empty where the memory is off the plane. */
  readonly ring: readonly ScenePoint[];
}

/** Placed memories are kept by surface, because the camera changes with every frame of a rotation. */
const placedOn = new WeakMap<
  HeightField,
  {
    readonly projections: readonly PlanePoint[];
    readonly isAtEdge: boolean;
    readonly all: readonly PlacedMemory[];
  }
>();

/** Memories off the plane stand at the edge in their direction where `isAtEdge`, and else at their projections. */
function placeMemories(
  heightField: HeightField,
  projections: readonly PlanePoint[],
  isAtEdge: boolean,
): readonly PlacedMemory[] {
  const before = placedOn.get(heightField);
  if (before?.projections === projections && before.isAtEdge === isAtEdge) return before.all;
  const { low, cut } = heightField.surface;
  const all = projections.map((projection) => {
    const { u, v, offPlane } = projection;
    const isOn = isOnPlane(offPlane, cut - low);
    const point = isAtEdge && !isOn ? heightField.edgeTowards(u, v) : heightField.pointAt(u, v);
    return { projection, point, isOnPlane: isOn, ring: isOn ? ringOn(heightField, point) : [] };
  });
  placedOn.set(heightField, { projections, isAtEdge, all });
  return all;
}

function ringOn(heightField: HeightField, centre: ScenePoint): ScenePoint[] {
  return Array.from({ length: 25 }, (_, k) => {
    const angle = (k / 24) * 2 * Math.PI;
    const [x, z] = [centre.x + RING_RADIUS * Math.cos(angle), centre.z + RING_RADIUS * Math.sin(angle)];
    return { x, y: heightField.heightAt(x, z), z };
  });
}

export function drawRings(context: CanvasContext, marks: readonly MemoryMark[], theme: Theme): void {
  context.strokeStyle = theme.memoryRing;
  context.lineWidth = 1.25;
  for (const { spot, ring } of marks) {
    context.globalAlpha = spot.isVisible ? 1 : 0.35;
    context.beginPath();
    for (const [x, y] of ring) context.lineTo(x, y);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * Returns the box of each memory's picture, by the memory's index. The nearest are placed first. A picture that would
 * cover more than a quarter of another, or of a box in `taken`, is raised on its leader; it never moves sideways.
 */
export function placePictures(
  pane: Pane,
  marks: readonly MemoryMark[],
  shape: { width: number; height: number },
  taken: readonly Rect[],
): Map<number, Rect> {
  const { memory: side, lift } = pane.sizes;
  const { width, height } = boxSize(shape, side);
  const highest = pane.camera.rect.y + pane.sizes.head;
  const slack = Math.round(side / 4);
  const boxes = placeRow(pane, marks, shape);
  const placed = [...taken];
  for (const { index, spot, isOnPlane: isOn } of marks.toReversed()) {
    if (pane.sizes.memoriesOff !== 'projection' && !isOn) continue;
    const x = Math.round(spot.x - width / 2);
    let y = Math.round(Math.max(spot.y - lift - height, highest));
    // on a map no picture is raised; a memory without room is shown by its ring alone
    const maxLeader = pane.camera.isMap ? 0 : MAX_LEADER;
    const covered = () =>
      placed.find(
        (other) =>
          x < other.x + other.width - slack &&
          x + width - slack > other.x &&
          y < other.y + other.height - slack &&
          y + height - slack > other.y,
      );
    for (let other = covered(); other; other = covered()) {
      const above = other.y - GAP - height;
      if (above < highest || spot.y - above - height > maxLeader) break;
      y = above;
    }
    if ((marks.length > CROWDED || pane.camera.isMap) && covered()) continue;
    const box = { x, y, width, height };
    boxes.set(index, box);
    placed.push(box);
  }
  return boxes;
}

/** The longer side of a picture in the row, the width that its distance takes, and the height of that, in px. */
const ROW = { side: 28, cell: 50, label: 16 } as const;

/** Returns the boxes of the memories in the row over the rim: as many as fit, the nearest ones to the plane, from left to right as they stand at the edge. */
function placeRow(
  { camera: { rect }, sizes }: Pane,
  marks: readonly MemoryMark[],
  shape: { width: number; height: number },
): Map<number, Rect> {
  if (sizes.memoriesOff !== 'row') return new Map();
  const capacity = Math.floor((rect.width - 2 * GAP) / ROW.cell);
  const shown = marks
    .filter((mark) => !mark.isOnPlane)
    .sort((a, b) => a.projection.offPlane - b.projection.offPlane)
    .slice(0, capacity)
    .sort((a, b) => a.spot.x - b.spot.x);
  const middle = shown.reduce((sum, { spot }) => sum + spot.x, 0) / shown.length;
  const width = shown.length * ROW.cell;
  const left = Math.min(Math.max(middle - width / 2, rect.x + GAP), rect.x + rect.width - GAP - width);
  const size = boxSize(shape, ROW.side);
  const bottom = rect.y + sizes.head - GAP;
  return new Map(
    shown.map(({ index }, i) => {
      const x = Math.round(left + (i + 0.5) * ROW.cell - size.width / 2);
      return [index, { ...size, x, y: bottom - size.height }];
    }),
  );
}

const FOOT = 6;

/** Returns the box around a memory's foot, which no label covers. */
export function footBox({ x, y }: Spot): Rect {
  return { x: x - FOOT, y: y - FOOT, width: 2 * FOOT, height: 2 * FOOT };
}

/** Draws pictures on their leaders, far to near; on a map they are at their projections. */
export function drawMemories(
  context: CanvasContext,
  { camera, sizes }: Pane,
  marks: readonly MemoryMark[],
  boxes: ReadonlyMap<number, Rect>,
  pictureOf: (index: number) => Sprite | undefined,
  theme: Theme,
): void {
  for (const { index, spot, isOnPlane: isOn, projection } of marks) {
    const box = boxes.get(index);
    const isInRow = sizes.memoriesOff === 'row' && !isOn;
    const x = isInRow ? spot.x : Math.round(spot.x) + 0.5;
    context.strokeStyle = theme.frame;
    context.fillStyle = theme.frame;
    context.lineWidth = 1;
    if (box && !camera.isMap) {
      context.setLineDash(isOn ? [] : [2, 2]);
      context.beginPath();
      context.moveTo(x, spot.y);
      context.lineTo(isInRow ? box.x + box.width / 2 : x, box.y + box.height);
      context.stroke();
      context.setLineDash([]);
    }
    context.beginPath();
    context.arc(x, spot.y, isOn ? 1.75 : 2.5, 0, 2 * Math.PI);
    if (isOn) context.fill();
    else context.stroke();
    const picture = box && pictureOf(index);
    if (picture) drawPicture(context, picture, box, theme.frame, 1);
    if (box && isInRow) drawRowLabel(context, projection.offPlane, box, theme);
  }
}

/** Says above a picture in the row how far its memory is from the plane. */
function drawRowLabel(context: CanvasContext, offPlane: number, box: Rect, theme: Theme): void {
  context.font = labelFont(theme);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = theme.ink2;
  context.fillText(distanceText(0, offPlane), box.x + box.width / 2, box.y - ROW.label / 2);
}
