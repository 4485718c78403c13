import type { Corruption, PictureShape } from '#shared/setup';

export type BoxCorruption = Extract<Corruption, { kind: 'box' }>;

/** In pixels of the stored size; a whole number is a pixel's upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The sides of a box that a pointer drags. */
export interface BoxHandle {
  readonly left: boolean;
  readonly top: boolean;
  readonly right: boolean;
  readonly bottom: boolean;
}

/** The whole box. */
export const MOVE: BoxHandle = { left: true, top: true, right: true, bottom: true };
export const LOWER_RIGHT: BoxHandle = { left: false, top: false, right: true, bottom: true };

type Size = Pick<PictureShape, 'width' | 'height'>;

/** The box from one pixel to another, including both. */
export function boxBetween(a: Point, b: Point, size: Size): BoxCorruption {
  const [x0, x1] = spanOf(a.x, b.x, size.width);
  const [y0, y1] = spanOf(a.y, b.y, size.height);
  return { kind: 'box', x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

function spanOf(a: number, b: number, size: number): [number, number] {
  const within = (pixel: number) => Math.min(size - 1, Math.max(0, Math.floor(pixel)));
  return [Math.min(within(a), within(b)), Math.max(within(a), within(b)) + 1];
}

/** The handle of a box at a point; null where there is none. `reach` is the distance up to which a side is grasped. */
export function handleAt({ x, y, width, height }: BoxCorruption, at: Point, reach: number): BoxHandle | null {
  const isIn = (value: number, from: number, to: number) => value >= from - reach && value <= to + reach;
  if (!isIn(at.x, x, x + width) || !isIn(at.y, y, y + height)) return null;
  // a small box keeps a middle that moves it
  const near = (value: number, side: number, extent: number) =>
    Math.abs(value - side) <= Math.min(reach, extent / 3);
  const beyond = (value: number, from: number, to: number): [boolean, boolean] => [
    value < from || near(value, from, to - from),
    value > to || near(value, to, to - from),
  ];
  const [left, right] = beyond(at.x, x, x + width);
  const [top, bottom] = beyond(at.y, y, y + height);
  return left || right || top || bottom ? { left, top, right, bottom } : MOVE;
}

/** The box after its handle was dragged by so many pixels. It stays within the picture and is never empty. */
export function draggedBox(
  { x, y, width, height }: BoxCorruption,
  { left, top, right, bottom }: BoxHandle,
  by: Point,
  size: Size,
): BoxCorruption {
  const [x0, x1] = draggedSpan([x, x + width], [left, right], by.x, size.width);
  const [y0, y1] = draggedSpan([y, y + height], [top, bottom], by.y, size.height);
  return { kind: 'box', x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

function draggedSpan(
  [from, to]: readonly [number, number],
  [first, last]: readonly [boolean, boolean],
  by: number,
  size: number,
): [number, number] {
  const distance = Math.round(by);
  if (first && last) {
    const shift = Math.min(size - to, Math.max(-from, distance));
    return [from + shift, to + shift];
  }
  if (first) return [Math.min(to - 1, Math.max(0, from + distance)), to];
  if (last) return [from, Math.max(from + 1, Math.min(size, to + distance))];
  return [from, to];
}
