import type { ModelName } from '#shared/setup';
import type { Landscapes, Moment, PlanePoint } from '../../domain/run/moment';
import { pointAt } from '../../domain/run/plane-projection';

/**
 * A model's landscape is a slice through state space: along the fixed plane, or along a parallel one that follows a
 * query.
 */

export function originOf({ origin, following }: Landscapes, model: ModelName): Float64Array {
  return following?.slices[model]?.origin ?? origin;
}

/** Returns the memories' projections onto the slice, and how far off it they are. */
export function projectionsOn(
  { projections, following }: Landscapes,
  model: ModelName,
): readonly PlanePoint[] {
  return following?.slices[model]?.projections ?? projections;
}

/** Returns how far a query's state at the step is from the slice; null where there is no state. */
export function offPlaneOf(moment: Moment, model: ModelName, query: number): number | null {
  const ofSlice = moment.landscapes?.following?.slices[model]?.offPlane[query];
  return ofSlice ?? pointAt(moment, model, query)?.offPlane ?? null;
}

/** Returns the state [D] at a point of a model's slice. */
export function stateAt(landscapes: Landscapes, model: ModelName, u: number, v: number): Float32Array {
  const [axisU, axisV] = landscapes.axes;
  const origin = originOf(landscapes, model);
  return Float32Array.from(origin, (value, i) => value + u * (axisU[i] ?? 0) + v * (axisV[i] ?? 0));
}

/** Returns a share of the variance as it is shown, for example "62 %". */
export function shareText(share: number): string {
  return share < 0.005 ? 'under 1 %' : `${String(Math.round(100 * share))} %`;
}

/**
 * Returns the share of a query's path that lies in the plane of its descent, over all models: of the squared distances of its
 * states from the end, that part along the plane. A state counts by the length of the step that led to it, so that rest counts for
 * nothing. Null before there is a path, and for one that does not move.
 */
export function pathShare({ paths, landscapes }: Moment): number | null {
  const { descent } = landscapes ?? {};
  if (!descent) return null;
  let [within, all] = [0, 0];
  for (const ofModel of Object.values(paths)) {
    const points = ofModel[descent.query]?.points ?? [];
    points.forEach(({ u, v, offPlane }, i) => {
      const before = points[i - 1] ?? points[0];
      const moved = before ? Math.hypot(u - before.u, v - before.v, offPlane - before.offPlane) : 0;
      within += moved * (u * u + v * v);
      all += moved * (u * u + v * v + offPlane * offPlane);
    });
  }
  return all > 0 ? within / all : null;
}

/** Distances on a plane that shows less of the memories' variance than this mislead. */
const POOR = 0.5;

/** Whether a plane shows too little of the memories for distances on it to mean much. That of a query is not about all of them. */
export function isPoorPlane({ descent, explainedVariance }: Landscapes): boolean {
  return !descent && explainedVariance < POOR;
}

/** Returns the largest distance of the paths' states from the plane. */
export function farthestOff({ paths, landscapes }: Moment): number {
  let most = 0;
  for (const model of Object.keys(landscapes?.energies ?? {}) as ModelName[]) {
    for (const { points } of paths[model]) for (const point of points) most = Math.max(most, point.offPlane);
  }
  return most;
}
