import { contours } from 'd3-contour';

/** A closed or open line through a grid, in units of its points; the first point of the grid is at (0, 0). */
export type ContourRing = readonly (readonly [column: number, row: number])[];

/**
 * Returns the closed outlines of the areas in which values [size, size] reach a level. NaN counts as above
 * every level.
 */
export function contourRings(values: ArrayLike<number>, size: number, level: number): ContourRing[] {
  const heights = Array.from(values, (value) => (Number.isNaN(value) ? Infinity : value));
  const { coordinates } = contours().size([size, size]).contour(heights, level);
  // d3 places the centre of point i at i + 0.5
  return coordinates
    .flat()
    .map((ring) => ring.map(([column = 0, row = 0]) => [column - 0.5, row - 0.5] as const));
}

/**
 * Returns the parts of outlines inside the grid. Where an area reaches the edge, its outline runs along just
 * outside.
 */
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

/**
 * The centre of a label on a line and its rotation in radians, which follows the line but is never upside
 * down.
 */
export interface LabelPlacement {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

/** The distance between the points at which a label may stand, in the line's unit (px). */
const STRIDE = 6;
/** The least ratio of chord to length at which a part of a line is straight enough for a label. */
const STRAIGHT = 0.97;

/**
 * Returns the best position for a label of a width, in the line's unit: where the line is straightest and
 * most nearly horizontal. The centre keeps a distance of two widths from those in `taken`. Null where no
 * position fits.
 */
export function placeLabel(
  line: ContourRing,
  width: number,
  taken: readonly LabelPlacement[],
): LabelPlacement | null {
  const points = resample(line, STRIDE);
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
    if (taken.some((other) => Math.hypot(other.x - at[0], other.y - at[1]) < 2 * width)) continue;
    most = score;
    best = { x: at[0], y: at[1], angle: Math.atan(dy / dx) };
  }
  return best;
}

/** Returns points of a line at equal distances along it. */
function resample(line: ContourRing, stride: number): ContourRing[number][] {
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
