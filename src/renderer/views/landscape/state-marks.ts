import type { Theme } from '../../theme/theme';
import type { ModelName } from '#shared/setup';
import type { Rect } from '../../scene/view-camera';
import { boxSize, drawPicture, drawTag } from './picture-marks';
import type { CanvasContext } from '../canvas-context';
import type { Pane } from './pane';
import { letterOf } from '../../domain/run/display-names';
import type { Sprite } from '../pictures';
import { LETTER_ON_MODEL, textFont } from './pane';
import type { PlaneLabel } from './plane-labels';
import { distanceText } from './plane-labels';

/** A query's state at the step, with its place on the screen and its picture. */
export interface StateMark {
  readonly model: ModelName;
  readonly query: number;
  readonly x: number;
  readonly y: number;
  /** Where the state is, if its letter was moved aside. */
  readonly foot?: { readonly x: number; readonly y: number };
  /** Undefined before the first state of a run. */
  readonly picture: Sprite | undefined;
  /** Its distance from the surface's plane; null where that is too small to be seen. */
  readonly offPlane: number | null;
  /** Set where it lies beyond the edge, to which it is moved. */
  readonly outside: Outside | null;
}

/** Where a state lies beyond the edge of the surface. */
export interface Outside {
  /** In RMS pixels, along the plane. */
  readonly distance: number;
  /** The direction on the screen, of length 1. */
  readonly direction: readonly [x: number, y: number];
}

/** The gap between the pictures of two states, in px. */
const GAP = 6;

/**
 * Returns the box of the selected state's picture: above the memories' pictures, within the pane and below its heading.
 */
export function stateBox(
  { sizes, camera }: Pane,
  mark: StateMark,
  shape: { width: number; height: number },
): Rect {
  const { width, height } = boxSize(shape, sizes.state);
  const { rect } = camera;
  const lift = sizes.lift + sizes.memory + (sizes.isSmall ? 8 : 12);
  const left = Math.min(Math.max(mark.x - width / 2, rect.x + 4), rect.x + rect.width - width - 4);
  const top = Math.max(mark.y - lift - height, rect.y + sizes.head);
  return { x: Math.round(left), y: Math.round(top), width, height };
}

/** Moves the pictures of two states side by side where they would overlap; the left one stays left. */
export function separateBoxes(boxes: readonly Rect[]): Rect[] {
  const [first, second] = boxes;
  if (!first || !second || boxes.length > 2) return [...boxes];
  const overlap = first.width + GAP - Math.abs(first.x - second.x);
  if (overlap <= 0 || Math.abs(first.y - second.y) > first.height + GAP) return [first, second];
  const [left, right] = first.x <= second.x ? [first, second] : [second, first];
  const moved = [
    { ...left, x: Math.round(left.x - overlap / 2) },
    { ...right, x: Math.round(right.x + overlap / 2) },
  ];
  return left === first ? moved : moved.toReversed();
}

/** Returns the diameter of the disc behind a query's letter. */
export function tagSize({ sizes }: Pane, isSelected: boolean): number {
  return isSelected ? (sizes.isLarge ? 24 : 18) : sizes.isLarge ? 20 : 16;
}

export function drawSelectedState(
  context: CanvasContext,
  pane: Pane,
  mark: StateMark,
  box: Rect,
  theme: Theme,
): void {
  const color = theme[mark.model];
  const { isLarge } = pane.sizes;
  if (mark.picture) {
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(mark.x, mark.y);
    context.lineTo(Math.min(Math.max(mark.x, box.x), box.x + box.width), box.y + box.height);
    context.stroke();
    drawPicture(context, mark.picture, box, color, 2.5);
  }
  const isThere = isOnSurface(mark);
  drawArrow(context, mark, tagSize(pane, true), color);
  drawTag(context, mark.x, mark.y, letterOf(mark.query), {
    size: tagSize(pane, true),
    font: textFont(isLarge ? 13 : 11, 600, theme),
    fill: isThere ? color : theme.stage,
    letterColor: isThere ? LETTER_ON_MODEL : theme.ink1,
    ring: isThere ? theme.casing : color,
    isDashed: !isThere,
  });
}

/**
 * Moves the letters of queries that are not selected to the sides, as far as they would cover one another or that of the
 * selected query.
 */
export function spreadMarks(
  pane: Pane,
  others: readonly StateMark[],
  selected: readonly StateMark[],
): StateMark[] {
  const width = tagSize(pane, false) + 2;
  const clearance = (width + tagSize(pane, true)) / 2;
  const placed: StateMark[] = [];
  for (const mark of others) {
    const isFree = (x: number) =>
      placed.every((one) => Math.abs(one.y - mark.y) >= width || Math.abs(one.x - x) >= width) &&
      selected.every((one) => Math.abs(one.y - mark.y) >= clearance || Math.abs(one.x - x) >= clearance);
    const shifts = Array.from(
      { length: 2 * others.length + 4 },
      (_, i) => (i % 2 ? -1 : 1) * Math.ceil(i / 2),
    );
    const shift = shifts.find((count) => isFree(mark.x + (count * width) / 2)) ?? 0;
    const { x, y } = mark;
    placed.push(shift === 0 ? mark : { ...mark, x: x + (shift * width) / 2, foot: { x, y } });
  }
  return placed;
}

/** Whether a state is where its mark is. */
function isOnSurface({ offPlane, outside }: StateMark): boolean {
  return offPlane === null && outside === null;
}

/** The length of the arrow from a mark at the edge, in px. */
const ARROW = 20;

/** Returns the box of a state's letter, and of its arrow. */
export function markBox(pane: Pane, { x, y, outside }: StateMark, isSelected: boolean): Rect {
  const radius = tagSize(pane, isSelected) / 2;
  const [dx, dy] = outside?.direction ?? [0, 0];
  const [tipX, tipY] = [x + dx * (radius + ARROW), y + dy * (radius + ARROW)];
  const [left, top] = [Math.min(x - radius, tipX), Math.min(y - radius, tipY)];
  const [right, bottom] = [Math.max(x + radius, tipX), Math.max(y + radius, tipY)];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Draws an arrow outwards from the mark of a state that lies beyond the edge. */
function drawArrow(context: CanvasContext, { x, y, outside }: StateMark, size: number, color: string): void {
  if (!outside) return;
  const [dx, dy] = outside.direction;
  const at = (along: number, across: number) =>
    [x + dx * along - dy * across, y + dy * along + dx * across] as const;
  const tip = size / 2 + ARROW;
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.lineJoin = 'miter';
  context.beginPath();
  context.moveTo(...at(size / 2, 0));
  context.lineTo(...at(tip - 1, 0));
  context.moveTo(...at(tip - 6, -5));
  context.lineTo(...at(tip, 0));
  context.lineTo(...at(tip - 6, 5));
  context.stroke();
}

/** Returns the label that says how far a state is from its mark; null where it is there. */
export function stateLabel(pane: Pane, mark: StateMark, isSelected: boolean): PlaneLabel | null {
  const text = distanceText(mark.outside?.distance ?? 0, mark.offPlane);
  return text === '' ? null : { text, mark: markBox(pane, mark, isSelected), isRequired: isSelected };
}

/** The longer side of the picture of a state that is not selected, in px. */
const OTHER_SIDE = 32;

/** Returns the box of the picture of a state that is not selected; undefined where it has none. */
export function otherBox({ sizes }: Pane, { x, y, picture }: StateMark): Rect | undefined {
  if (!sizes.hasOtherStates || !picture) return undefined;
  const { width, height } = boxSize(picture, OTHER_SIDE);
  return { x: Math.round(x + 14), y: Math.round(y - 8 - height), width, height };
}

export function drawOtherState(context: CanvasContext, pane: Pane, mark: StateMark, theme: Theme): void {
  const color = theme[mark.model];
  const box = otherBox(pane, mark);
  if (box && mark.picture) drawPicture(context, mark.picture, box, color, 2);
  const size = tagSize(pane, false);
  if (mark.foot) drawFoot(context, mark, mark.foot, color);
  drawArrow(context, mark, size, color);
  drawTag(context, mark.x, mark.y, letterOf(mark.query), {
    size,
    font: textFont(11, 600, theme),
    fill: theme.stage,
    letterColor: theme.ink1,
    ring: color,
    isDashed: !isOnSurface(mark),
  });
}

/** Draws where a state is whose letter was moved aside. */
function drawFoot(
  context: CanvasContext,
  mark: StateMark,
  foot: NonNullable<StateMark['foot']>,
  color: string,
): void {
  context.strokeStyle = context.fillStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(foot.x, foot.y);
  context.lineTo(mark.x, mark.y);
  context.stroke();
  context.beginPath();
  context.arc(foot.x, foot.y, 2.5, 0, 2 * Math.PI);
  context.fill();
}
