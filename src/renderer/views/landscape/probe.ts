import type { ModelName } from '#shared/setup';
import type { Relief } from '../../scene/relief';
import { HALF } from '../../scene/relief';
import type { Landscapes, PlanePoint } from '../view-model';
import { feetOf } from './slice';

/** A point of a landscape, and what its surface says there. */
export interface LandscapeReading {
  readonly model: ModelName;
  readonly u: number;
  readonly v: number;
  readonly energy: number;
  /** The length of the gradient within the plane. */
  readonly slope: number;
  /** The memory nearest to this point of the plane, in the whole of state space. */
  readonly nearest: number;
  readonly distance: number;
}

/** At a point of the scene. Cost: O(K). */
export function probe(
  landscapes: Landscapes,
  model: ModelName,
  relief: Relief,
  x: number,
  z: number,
): LandscapeReading {
  const { u, v, energy } = relief.read(x, z);
  return {
    model,
    u,
    v,
    energy,
    slope: slopeAt(relief, x, z),
    ...nearestFoot(feetOf(landscapes, model), u, v),
  };
}

/** Central differences over a cell to each side; at the edges as far as the grid goes. */
function slopeAt(relief: Relief, x: number, z: number): number {
  const cell = (2 * HALF) / (relief.surface.size - 1);
  const [left, right] = [relief.read(Math.max(-HALF, x - cell), z), relief.read(Math.min(HALF, x + cell), z)];
  const [back, front] = [relief.read(x, Math.max(-HALF, z - cell)), relief.read(x, Math.min(HALF, z + cell))];
  return Math.hypot(
    (right.energy - left.energy) / (right.u - left.u),
    (front.energy - back.energy) / (front.v - back.v),
  );
}

function nearestFoot(feet: readonly PlanePoint[], u: number, v: number) {
  let [nearest, least] = [-1, Infinity];
  feet.forEach((foot, k) => {
    const square = (u - foot.u) ** 2 + (v - foot.v) ** 2 + foot.offPlane ** 2;
    if (square < least) [nearest, least] = [k, square];
  });
  return { nearest, distance: Math.sqrt(least) };
}
