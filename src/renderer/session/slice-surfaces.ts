import { invariant } from '#shared/errors';
import type { Recording } from '#shared/recording';
import type { ModelName, ModelSpec } from '#shared/setup';
import type { Landscapes, Moment, Slice } from '../domain/run/moment';
import type { Job } from '../domain/settings/job';
import type { EngineCalls } from './engines';
import { callLandscape, surfacesOf } from './landscapes';
import { projectOntoPlane } from '../domain/run/plane-projection';
import type { Plane } from '#shared/vectors';
import { givenPlane } from './plane-through';
import type { StepRange } from './run';
import type { CallOptions } from './call-options';

/** The target of slices: a moment on the fixed plane, and the states that the slices go through. */
export interface SliceTarget {
  readonly moment: Moment;
  readonly plane: Landscapes;
  readonly job: Job;
  /** The range of steps with the energy of the job. */
  readonly steps: StepRange;
  readonly states: Readonly<Partial<Record<ModelName, Float32Array>>>;
}

/** Returns the parallel plane through a state. Its origin is moved by the state's component outside of the plane. */
function sliceThrough({ origin, axes }: Plane, state: Float32Array): Plane {
  const { u, v } = projectOntoPlane(state, { origin, axes });
  const moved = origin.map((_, i) => (state[i] ?? 0) - u * (axes[0][i] ?? 0) - v * (axes[1][i] ?? 0));
  return { origin: moved, axes };
}

/** Computes the landscapes of the slices through a target's states, one per model, in the coordinates of the plane. */
export async function computeSlices(
  engines: EngineCalls,
  target: SliceTarget,
  size: number,
  options: CallOptions,
): Promise<Landscapes> {
  const models = Object.entries(target.states) as [ModelName, Float32Array][];
  const slices = await Promise.all(
    models.map(async ([model, state]) => {
      return { model, ...(await computeSlice(engines, target, { model, state, size }, options)) };
    }),
  );
  const [first] = slices;
  invariant(first, 'the query has a state in at least one model');
  const { plane, moment } = target;
  return {
    ...plane,
    ...first.surfaces,
    energies: Object.fromEntries(slices.flatMap(({ surfaces }) => Object.entries(surfaces.energies))),
    memories: moment.prepared.memories,
    items: moment.prepared.items,
    following: {
      slices: Object.fromEntries(slices.map(({ model, slice }) => [model, slice])),
      low: minEnergyOf(target),
    },
  };
}

async function computeSlice(
  engines: EngineCalls,
  { moment, plane, job }: SliceTarget,
  { model, state, size }: { model: ModelName; state: Float32Array; size: number },
  options: CallOptions,
) {
  const through = sliceThrough(plane, state);
  const { u, v } = plane;
  const [u0 = 0, u1 = 1, v0 = 0, v1 = 1] = [u[0], u.at(-1), v[0], v.at(-1)];
  const grid = { plane: givenPlane(through), size, extent: { u0, u1, v0, v1 } };
  const spec: ModelSpec = { ...job.model, models: [model] };
  const request = { memories: job.setup.memories, model: spec };
  const { arrays, report } = await callLandscape(engines, request, grid, options);
  const { recording } = moment;
  const slice: Slice = {
    origin: through.origin,
    projections: report.memories,
    offPlane: recording ? distancesFrom(through, recording, model, moment.step) : new Float64Array(),
  };
  return { slice, surfaces: surfacesOf(arrays) };
}

/** Returns the distances of all queries' states at a step from a slice. */
function distancesFrom(slice: Plane, recording: Recording, model: ModelName, step: number): Float64Array {
  return Float64Array.from({ length: recording.shape.numQueries }, (_, query) => {
    const found = recording.stateAt(model, query, step);
    return found ? projectOntoPlane(found.state, slice).offPlane : NaN;
  });
}

const minEnergies = new WeakMap<Landscapes, number>();

/** Returns the lowest energy of the fixed plane and of the recorded states. It never rises during a run. */
function minEnergyOf({ plane, steps: [from, end], moment: { recording, query } }: SliceTarget): number {
  let low = minEnergies.get(plane) ?? Infinity;
  if (low === Infinity) {
    for (const grid of Object.values(plane.energies))
      for (const energy of grid) if (energy < low && Number.isFinite(energy)) low = energy;
  }
  for (const model of recording?.shape.models ?? []) {
    if (!recording || !(model in plane.energies)) continue;
    const { numQueries, steps } = recording.shape;
    const energies = recording.energies(model);
    for (let step = from; step < Math.min(end, steps + 1); step++) {
      const energy = energies[step * numQueries + query] ?? NaN;
      if (energy < low && Number.isFinite(energy)) low = energy;
    }
  }
  minEnergies.set(plane, low);
  return low;
}
