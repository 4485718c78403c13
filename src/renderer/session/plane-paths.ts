import type { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { Landscapes, PlanePath, PlanePoint } from '../domain/run/moment';
import { projectOntoPlane } from '../domain/run/plane-projection';

export type Paths = Readonly<Record<ModelName, readonly PlanePath[]>>;

export const NO_PATHS: Paths = { mrdam: [], drdam: [], own: [] };

interface GrowingPath {
  readonly steps: number[];
  readonly points: PlanePoint[];
}

/** Follows a recording's trajectories on a plane: each kept state is projected once. */
export class PathFollower {
  readonly #recording: Recording;
  readonly #plane: Landscapes;
  #paths: Record<ModelName, GrowingPath[]>;
  #revision = 0;

  constructor(recording: Recording, plane: Landscapes) {
    this.#recording = recording;
    this.#plane = plane;
    this.#paths = noPoints(recording);
  }

  /** The paths so far; `advance` extends them. */
  get paths(): Paths {
    return this.#paths;
  }

  /** Projects what was recorded since the last time, for at most `budgetMs`. Returns false if more is left. */
  advance(budgetMs: number): boolean {
    const recording = this.#recording;
    if (recording.revision !== this.#revision) this.#paths = noPoints(recording);
    this.#revision = recording.revision;
    const deadline = performance.now() + budgetMs;
    const { models, dim } = recording.shape;
    for (const model of models) {
      for (const [query, path] of this.#paths[model].entries()) {
        for (const [step, states] of recording.statesAfter(model, path.steps.at(-1) ?? -1)) {
          if (performance.now() > deadline) return false;
          path.steps.push(step);
          path.points.push(projectOntoPlane(states.subarray(query * dim, (query + 1) * dim), this.#plane));
        }
      }
    }
    return true;
  }
}

function noPoints({ shape }: Recording): Record<ModelName, GrowingPath[]> {
  const paths = () =>
    Array.from({ length: shape.numQueries }, (): GrowingPath => ({ steps: [], points: [] }));
  return { mrdam: paths(), drdam: paths(), own: paths() };
}
