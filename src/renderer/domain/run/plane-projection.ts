import type { ModelName } from '#shared/setup';
import type { Landscapes, Moment, PlanePath, PlanePoint } from './moment';

/** Projects a state onto a plane. Cost: O(D). */
export function projectOntoPlane(
  state: Float32Array,
  { origin, axes }: Pick<Landscapes, 'origin' | 'axes'>,
): PlanePoint {
  const [axisU, axisV] = axes;
  let [u, v, square] = [0, 0, 0];
  for (let i = 0; i < state.length; i++) {
    const difference = (state[i] ?? 0) - (origin[i] ?? 0);
    u += difference * (axisU[i] ?? 0);
    v += difference * (axisV[i] ?? 0);
    square += difference * difference;
  }
  return { u, v, offPlane: Math.sqrt(Math.max(0, square - u * u - v * v)) };
}

/** Returns the index of the last entry of a path that is not after a step. */
export function entryAt({ steps }: PlanePath, step: number): number {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((steps[middle] ?? 0) <= step) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Returns where a query's state at the step is on the fixed plane; null where there is no state, or no plane. On a new plane
 * the state is there before its path, which takes a while to project. Cost: O(D) until the path has come to the step.
 */
export function pointAt(
  { recording, landscapes, paths, step }: Moment,
  model: ModelName,
  query: number,
): PlanePoint | null {
  const path = paths[model][query];
  const isRecorded = recording?.shape.models.includes(model) === true;
  const at = isRecorded ? recording.stateAt(model, query, step) : undefined;
  const projected = path?.steps.at(-1) ?? -1;
  if (path && projected >= (at?.step ?? 0)) return path.points[entryAt(path, step)] ?? null;
  return at && landscapes ? projectOntoPlane(at.state, landscapes) : null;
}
