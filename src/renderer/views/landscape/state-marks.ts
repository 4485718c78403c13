import type { Theme } from '../../theme/theme';
import type { ModelName } from '#shared/setup';
import type { Rect } from '../../scene/view-camera';
import { HEAD } from './pane-layout';
import { boxSize, drawPicture, drawTag } from './picture-marks';
import type { CanvasContext } from '../canvas-context';
import type { Pane } from './pane';
import { letterOf } from '../../domain/run/display-names';
import type { Sprite } from '../pictures';
import { LETTER_ON_MODEL, textFont } from './pane';
import { distanceLabel } from './readings';

/** A query's state at the step, with its place on the screen and its picture. */
export interface StateMark {
  readonly model: ModelName;
  readonly query: number;
  readonly x: number;
  readonly y: number;
  /** Undefined before the first state of a run. */
  readonly picture: Sprite | undefined;
  /** Its distance from a slice that follows another state; null where that is not shown. */
  readonly offSlice: number | null;
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
  const top = Math.max(mark.y - lift - height, rect.y + HEAD);
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
  drawTag(context, mark.x, mark.y, letterOf(mark.query), {
    size: tagSize(pane, true),
    font: textFont(isLarge ? 13 : 11, 600, theme),
    fill: color,
    letterColor: LETTER_ON_MODEL,
    ring: theme.casing,
  });
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
  if (mark.offSlice !== null) {
    context.font = textFont(11, 500, theme);
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.strokeStyle = theme.casing;
    context.lineWidth = 3;
    context.fillStyle = theme.ink2;
    const text = `${distanceLabel(mark.offSlice, 0.01)} off`;
    context.strokeText(text, mark.x + size / 2 + 4, mark.y);
    context.fillText(text, mark.x + size / 2 + 4, mark.y);
  }
  drawTag(context, mark.x, mark.y, letterOf(mark.query), {
    size,
    font: textFont(11, 600, theme),
    fill: theme.stage,
    letterColor: theme.ink1,
    ring: color,
  });
}
