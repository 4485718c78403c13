import type { ModelName } from '#shared/setup';
import type { Landscapes, Moment, PlanePoint } from '../../domain/run/moment';
import { entryAt } from './draped-paths';

/** What a model's landscape is a slice through: the plane that stands still, or a parallel one that rides. */

export function originOf({ origin, following }: Landscapes, model: ModelName): Float64Array {
  return following?.slices[model]?.origin ?? origin;
}

/** Where the memories stand, and how far off this slice they are. */
export function projectionsOn(
  { projections, following }: Landscapes,
  model: ModelName,
): readonly PlanePoint[] {
  return following?.slices[model]?.projections ?? projections;
}

/** How far a query's state of the step is from the slice; null where there is none. */
export function offPlaneOf(
  { landscapes, paths, step }: Moment,
  model: ModelName,
  query: number,
): number | null {
  const path = paths[model][query];
  const onPlane = path?.points[entryAt(path, step)]?.offPlane ?? null;
  return landscapes?.following?.slices[model]?.offPlane[query] ?? onPlane;
}

/** The state at a point of a model's slice. */
export function stateAt(landscapes: Landscapes, model: ModelName, u: number, v: number): Float32Array {
  const [axisU, axisV] = landscapes.axes;
  const origin = originOf(landscapes, model);
  return Float32Array.from(origin, (value, i) => value + u * (axisU[i] ?? 0) + v * (axisV[i] ?? 0));
}

/** "62 %" of the memories' variance. */
export function shareText({ explainedVariance: share }: Landscapes): string {
  return share < 0.005 ? 'under 1 %' : `${String(Math.round(100 * share))} %`;
}

/** The most that a state of the paths is off the plane. */
export function farthestOff({ paths, landscapes }: Moment): number {
  let most = 0;
  for (const model of Object.keys(landscapes?.energies ?? {}) as ModelName[]) {
    for (const { points } of paths[model]) for (const point of points) most = Math.max(most, point.offPlane);
  }
  return most;
}
