import { contours } from 'd3-contour';

/** A line through a grid: places between its points, the first of which is at (0, 0). */
export type ContourRing = readonly (readonly [column: number, row: number])[];

/** The outlines of where values [size, size] reach a level; what is no number is above all levels. */
export function contourRings(values: ArrayLike<number>, size: number, level: number): ContourRing[] {
  const heights = Array.from(values, (value) => (Number.isNaN(value) ? Infinity : value));
  const { coordinates } = contours().size([size, size]).contour(heights, level);
  // d3 has the centre of point i at i + 0.5
  return coordinates
    .flat()
    .map((ring) => ring.map(([column = 0, row = 0]) => [column - 0.5, row - 0.5] as const));
}

/** The pieces of outlines that lie within the grid: where an area reaches its edge, the outline runs along it. */
export function clipToGrid(rings: readonly ContourRing[], size: number): ContourRing[] {
  const isInside = ([column, row]: ContourRing[number]) =>
    column >= 0 && row >= 0 && column <= size - 1 && row <= size - 1;
  return rings.flatMap((ring) => {
    const first = ring.findIndex((place) => !isInside(place));
    if (first < 0) return [ring];
    const pieces: ContourRing[number][][] = [[]];
    for (const place of [...ring.slice(first), ...ring.slice(0, first)]) {
      if (isInside(place)) pieces.at(-1)?.push(place);
      else if (pieces.at(-1)?.length) pieces.push([]);
    }
    return pieces.filter(({ length }) => length > 1);
  });
}

/** Where a label stands on a line, turned with it but never upside down; the angle is in radians. */
export interface LabelPlacement {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

const STRIDE = 6;
/** What is left of a stretch's length between its ends. */
const STRAIGHT = 0.97;

/**
 * The place for a label of this width on a line: where it is straightest and most level, clear of other labels by as
 * much again; null where there is none.
 */
export function placeLabel(
  line: ContourRing,
  width: number,
  taken: readonly LabelPlacement[],
): LabelPlacement | null {
  const points = evenly(line, STRIDE);
  const half = Math.ceil(width / 2 / STRIDE) + 1;
  let best: LabelPlacement | null = null;
  let most = 0;
  for (let i = half; i < points.length - half; i++) {
    const [from, to, at] = [points[i - half], points[i + half], points[i]];
    if (!from || !to || !at) continue;
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const straight = Math.hypot(dx, dy) / (2 * half * STRIDE);
    if (straight < STRAIGHT) continue;
    const score = straight + 0.2 * Math.abs(dx / Math.hypot(dx, dy));
    if (score <= most) continue;
    if (taken.some((spot) => Math.hypot(spot.x - at[0], spot.y - at[1]) < 2 * width)) continue;
    most = score;
    best = { x: at[0], y: at[1], angle: Math.atan(dy / dx) };
  }
  return best;
}

/** Points of a line at even distances along it. */
function evenly(line: ContourRing, stride: number): ContourRing[number][] {
  const points: ContourRing[number][] = [];
  let left = 0;
  line.forEach(([x, y], i) => {
    const [fromX, fromY] = line[i - 1] ?? [x, y];
    const length = Math.hypot(x - fromX, y - fromY);
    for (; left < length; left += stride) {
      points.push([fromX + ((x - fromX) * left) / length, fromY + ((y - fromY) * left) / length]);
    }
    left -= length;
  });
  return points;
}
