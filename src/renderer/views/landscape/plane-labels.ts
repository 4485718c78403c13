import type { Theme } from '../../theme/theme';
import type { Rect } from '../../scene/view-camera';
import type { CanvasContext } from '../canvas-context';
import { textFont } from './pane';
import { distanceLabel } from './readings';

/** Says in words, beside a mark, how far a state or a memory is from where it is drawn. */
export interface PlaneLabel {
  readonly text: string;
  /** The mark that the label stands beside. */
  readonly mark: Rect;
  /** Whether the label is drawn even where it covers something. */
  readonly isRequired: boolean;
}

export interface PlacedLabel {
  readonly text: string;
  readonly box: Rect;
}

const HEIGHT = 14;
const GAP = 4;

/** "0.21 outside, 0.30 off": the distance along the plane beyond its picture, and that from the plane; empty where neither is told. */
export function distanceText(outside: number, offPlane: number | null): string {
  const parts = [
    ...(outside > 0 ? [`${distanceLabel(outside, 0.01)} outside`] : []),
    ...(offPlane === null ? [] : [`${distanceLabel(offPlane, 0.01)} off`]),
  ];
  return parts.join(', ');
}

/**
 * Returns a place for each label beside its mark, within `bounds` and free of `taken` and of each other. A label without
 * such a place is left out, unless it is required.
 */
export function placeLabels(
  labels: readonly PlaneLabel[],
  taken: readonly Rect[],
  bounds: Rect,
  widthOf: (text: string) => number,
): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  const required = labels.filter((label) => label.isRequired);
  for (const { text, mark, isRequired } of [...required, ...labels.filter((label) => !label.isRequired)]) {
    const obstacles = [...taken, ...placed.map(({ box }) => box)];
    const boxes = placesBeside(mark, widthOf(text)).filter((box) => isWithin(box, bounds));
    const covered = boxes.map((box) => obstacles.reduce((sum, one) => sum + overlapOf(box, one), 0));
    const least = Math.min(...covered);
    const box = boxes[covered.indexOf(least)];
    if (box && (least === 0 || isRequired)) placed.push({ text, box });
  }
  return placed;
}

export function drawLabels(context: CanvasContext, labels: readonly PlacedLabel[], theme: Theme): void {
  context.font = labelFont(theme);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.strokeStyle = theme.casing;
  context.lineWidth = 3;
  context.fillStyle = theme.ink1;
  for (const { text, box } of labels) {
    context.strokeText(text, box.x, box.y + box.height / 2);
    context.fillText(text, box.x, box.y + box.height / 2);
  }
}

export function labelFont(theme: Theme): string {
  return textFont(11, 500, theme);
}

/** To the right, to the left, below, above, and at the four corners. */
function placesBeside({ x, y, width, height }: Rect, labelWidth: number): Rect[] {
  const [right, left] = [x + width + GAP, x - GAP - labelWidth];
  const [middle, centre] = [y + (height - HEIGHT) / 2, x + (width - labelWidth) / 2];
  const [above, below] = [y - GAP - HEIGHT, y + height + GAP];
  const corners: [number, number][] = [
    [right, middle],
    [left, middle],
    [centre, below],
    [centre, above],
    [right, below],
    [left, below],
    [right, above],
    [left, above],
  ];
  return corners.map(([boxX, boxY]) => ({ x: boxX, y: boxY, width: labelWidth, height: HEIGHT }));
}

function isWithin(box: Rect, bounds: Rect): boolean {
  return (
    box.x >= bounds.x &&
    box.y >= bounds.y &&
    box.x + box.width <= bounds.x + bounds.width &&
    box.y + box.height <= bounds.y + bounds.height
  );
}

/** Returns the area that two boxes share. */
export function overlapOf(a: Rect, b: Rect): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, across) * Math.max(0, down);
}
