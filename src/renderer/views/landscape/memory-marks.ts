import type { Theme } from '../../theme/theme';
import type { ScenePoint, HeightField } from '../../scene/height-field';
import type { Rect } from '../../scene/view-camera';
import type { Sprite } from '../pictures';
import type { PlanePoint } from '../../domain/run/moment';
import { HEAD } from './pane-layout';
import { boxSize, drawPicture } from './picture-marks';
import type { CanvasContext } from '../canvas-context';
import type { Pane, Spot } from './pane';
import { spotAt } from './pane';

/** A memory further than this from the plane (RMS pixel) has a dashed leader and a hollow projection. */
const OFF_PLANE = 0.15;
/** Scene units. */
const RING = 0.15;
const GAP = 3;
/** The most that a picture rises on its leader to be clear of others. */
const LONGEST = 96;
/** More memories than this do not get a picture at any cost: one that finds no place is shown by its ring. */
const CROWD = 24;

export interface MemoryMark {
  readonly index: number;
  readonly projection: PlanePoint;
  readonly spot: Spot;
  /** The ring around the projection on the screen; empty where the memory is off the plane. */
  readonly ring: readonly (readonly [x: number, y: number])[];
}

/** Where the memories stand on the screen, far ones first. */
export function markMemories(pane: Pane, projections: readonly PlanePoint[]): MemoryMark[] {
  return stood(pane.heightField, projections)
    .map(({ projection, place, ring }, index) => ({
      index,
      projection,
      spot: spotAt(pane, place),
      ring: ring.map((point): [number, number] => {
        const { x, y } = pane.camera.project(point.x, point.y, point.z);
        return [x, y];
      }),
    }))
    .sort((a, b) => b.spot.depth - a.spot.depth);
}

/** A memory in the scene, wherever it is seen from. */
interface Stood {
  readonly projection: PlanePoint;
  readonly place: ScenePoint;
  /** Empty where the memory is off the plane. */
  readonly ring: readonly ScenePoint[];
}

/** They do not depend on the camera, which changes with every frame that turns. */
const stoodOn = new WeakMap<
  HeightField,
  { readonly projections: readonly PlanePoint[]; readonly all: readonly Stood[] }
>();

function stood(heightField: HeightField, projections: readonly PlanePoint[]): readonly Stood[] {
  const before = stoodOn.get(heightField);
  if (before?.projections === projections) return before.all;
  const all = projections.map((projection) => {
    const place = heightField.pointAt(projection.u, projection.v);
    return { projection, place, ring: projection.offPlane > OFF_PLANE ? [] : ringOn(heightField, place) };
  });
  stoodOn.set(heightField, { projections, all });
  return all;
}

function ringOn(heightField: HeightField, centre: ScenePoint): ScenePoint[] {
  return Array.from({ length: 25 }, (_, k) => {
    const angle = (k / 24) * 2 * Math.PI;
    const [x, z] = [centre.x + RING * Math.cos(angle), centre.z + RING * Math.sin(angle)];
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
 * The box of each memory's picture. Nearest placed first; one that would cover more than a quarter of another rises on
 * its leader, and never moves sideways. `taken` has the right of way.
 */
export function placePictures(
  pane: Pane,
  marks: readonly MemoryMark[],
  shape: { width: number; height: number },
  taken: readonly Rect[],
): Map<number, Rect> {
  const { memory: side, lift } = pane.sizes;
  const { width, height } = boxSize(shape, side);
  const highest = pane.camera.rect.y + HEAD;
  const slack = Math.round(side / 4);
  const boxes = new Map<number, Rect>();
  const placed = [...taken];
  for (const { index, spot } of marks.toReversed()) {
    const x = Math.round(spot.x - width / 2);
    let y = Math.round(Math.max(spot.y - lift - height, highest));
    // on a map nothing rises: one that finds no place is shown by its ring
    const highestRise = pane.camera.isMap ? 0 : LONGEST;
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
      if (above < highest || spot.y - above - height > highestRise) break;
      y = above;
    }
    if ((marks.length > CROWD || pane.camera.isMap) && covered()) continue;
    const box = { x, y, width, height };
    boxes.set(index, box);
    placed.push(box);
  }
  return boxes;
}

/** Pictures on their leaders, far to near; on a map at their projections. */
export function drawMemories(
  context: CanvasContext,
  { camera }: Pane,
  marks: readonly MemoryMark[],
  boxes: ReadonlyMap<number, Rect>,
  pictureOf: (index: number) => Sprite | undefined,
  theme: Theme,
): void {
  for (const { index, projection, spot } of marks) {
    const box = boxes.get(index);
    const isOff = projection.offPlane > OFF_PLANE;
    const x = Math.round(spot.x) + 0.5;
    context.strokeStyle = theme.frame;
    context.fillStyle = theme.frame;
    context.lineWidth = 1;
    if (box && !camera.isMap) {
      context.setLineDash(isOff ? [2, 2] : []);
      context.beginPath();
      context.moveTo(x, spot.y);
      context.lineTo(x, box.y + box.height);
      context.stroke();
      context.setLineDash([]);
    }
    context.beginPath();
    context.arc(x, spot.y, isOff ? 2.5 : 1.75, 0, 2 * Math.PI);
    if (isOff) context.stroke();
    else context.fill();
    const picture = box && pictureOf(index);
    if (picture) drawPicture(context, picture, box, theme.frame, 1);
  }
}
