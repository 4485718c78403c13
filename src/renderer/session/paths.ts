import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { Landscapes, PlanePath, PlanePoint } from '../views/view-model';

export type Paths = Readonly<Record<ModelName, readonly PlanePath[]>>;

export const NO_PATHS: Paths = { mrdam: [], drdam: [], own: [] };

interface GrowingPath {
  readonly steps: number[];
  readonly points: PlanePoint[];
}

/** Where a state stands on the plane. Cost: O(D). */
export function seenFromPlane(
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

/** Follows a recording's trajectories on a plane: each kept state is projected once. */
export class PathFollower {
  readonly #recording: Recording;
  readonly #plane: Landscapes;
  readonly #paths: Record<ModelName, GrowingPath[]>;

  constructor(recording: Recording, plane: Landscapes) {
    this.#recording = recording;
    this.#plane = plane;
    const empty = () =>
      Array.from({ length: recording.shape.numQueries }, (): GrowingPath => ({ steps: [], points: [] }));
    this.#paths = { mrdam: empty(), drdam: empty(), own: empty() };
  }

  /** Projects what was recorded since the last time, for at most `budgetMs`; false while there is more. */
  advance(budgetMs: number): boolean {
    const deadline = performance.now() + budgetMs;
    for (const model of this.#recording.shape.models) {
      const kept = this.#recording.keptSteps(model);
      for (const [query, path] of this.#paths[model].entries()) {
        const from = path.steps.at(-1) ?? -1;
        for (let i = firstAbove(kept, from); i < kept.length; i++) {
          if (performance.now() > deadline) return false;
          const step = kept[i] ?? 0;
          const state = this.#recording.stateAt(model, query, step)?.state;
          if (!state) break;
          path.steps.push(step);
          path.points.push(seenFromPlane(state, this.#plane));
        }
      }
    }
    return true;
  }

  /** The paths as they are now. Views keep what they made of a path, so one that grew is another. */
  get paths(): Paths {
    const copies = (paths: readonly GrowingPath[]) =>
      paths.map(({ steps, points }) => ({ steps: [...steps], points: [...points] }));
    const { mrdam, drdam, own } = this.#paths;
    return { mrdam: copies(mrdam), drdam: copies(drdam), own: copies(own) };
  }
}

function firstAbove(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
