import type { ModelName } from '#shared/setup';
import { bilinear } from '../../scene/height-field';
import type { Landscapes, PlanePoint } from '../../domain/run/moment';
import { projectionsOn } from './slice';

/** The values of a landscape at a point of its plane. */
export interface LandscapeReading {
  readonly model: ModelName;
  readonly u: number;
  readonly v: number;
  /** The model's energy, or DrDAM's minus MrDAM's where `isDifference`; NaN where nothing is shown. */
  readonly energy: number;
  readonly isDifference: boolean;
  /** The length of the model's gradient within the plane. */
  readonly slope: number;
  /** The index of the nearest memory, by the distance in the full state space. */
  readonly nearest: number;
  readonly distance: number;
}

/** Reads a model's landscape at a point of the plane. Cost: O(K) for K memories. */
export function probe(landscapes: Landscapes, model: ModelName, u: number, v: number): LandscapeReading {
  return {
    model,
    u,
    v,
    energy: energyAt(landscapes, model, u, v),
    isDifference: false,
    slope: slopeAt(landscapes, model, u, v),
    ...nearestProjection(projectionsOn(landscapes, model), u, v),
  };
}

/** Returns central differences over a cell to each side, or less at the grid's edges. */
function slopeAt(landscapes: Landscapes, model: ModelName, u: number, v: number): number {
  const [left, right] = neighboursOf(landscapes.u, u);
  const [back, front] = neighboursOf(landscapes.v, v);
  const energy = (atU: number, atV: number) => energyAt(landscapes, model, atU, atV);
  return Math.hypot(
    (energy(right, v) - energy(left, v)) / (right - left),
    (energy(u, front) - energy(u, back)) / (front - back),
  );
}

function neighboursOf(axis: Float64Array, value: number): [number, number] {
  const [from, to] = [axis[0] ?? 0, axis.at(-1) ?? 1];
  const cell = (to - from) / (axis.length - 1);
  return [Math.max(from, value - cell), Math.min(to, value + cell)];
}

function energyAt({ energies, size, u, v }: Landscapes, model: ModelName, atU: number, atV: number): number {
  const grid = energies[model];
  return grid ? bilinear(grid, size, cellOn(u, atU), cellOn(v, atV)) : NaN;
}

/** Returns a position in cells from the axis's first point. */
function cellOn(axis: Float64Array, value: number): number {
  const [from, to] = [axis[0] ?? 0, axis.at(-1) ?? 1];
  return ((value - from) / (to - from)) * (axis.length - 1);
}

function nearestProjection(projections: readonly PlanePoint[], u: number, v: number) {
  let [nearest, least] = [-1, Infinity];
  projections.forEach((projection, k) => {
    const square = (u - projection.u) ** 2 + (v - projection.v) ** 2 + projection.offPlane ** 2;
    if (square < least) [nearest, least] = [k, square];
  });
  return { nearest, distance: Math.sqrt(least) };
}
