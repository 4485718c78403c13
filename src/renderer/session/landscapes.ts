import type { LandscapeReport } from '#shared/api';
import { invariant } from '#shared/errors';
import type { FrameArray } from '#shared/rpc/frame';
import type { GridSpec, MemoriesSpec, ModelSpec, PlaneSpec } from '#shared/setup';
import { reliabilitySettings, predictReliability } from '#shared/reliability';
import type { Landscapes, PreparedStates } from '../domain/run/moment';
import type { EngineCalls } from './engines';
import { projectOntoPlane } from './plane-paths';
import type { CallOptions } from './call-options';

export interface LandscapeRequest {
  readonly memories: MemoriesSpec;
  readonly model: ModelSpec;
  /** `auto` is the principal plane, unless it shows too little variance. */
  readonly plane: PlaneSpec | 'auto';
  /** The number of grid points along each axis. */
  readonly size: number;
}

/** If the principal plane shows less of the memories' variance, the plane through three memories replaces it. */
const ENOUGH_VARIANCE = 0.6;
/** The margin around the memories and queries, as a share of their width. */
const MARGIN = 0.16;

/** Computes the energies of all models on a plane, within an extent that shows the memories and the queries. */
export async function computeLandscapes(
  engines: EngineCalls,
  request: LandscapeRequest,
  prepared: PreparedStates,
  options: CallOptions,
): Promise<Landscapes> {
  const { plane, view } = await findPlane(engines, request, prepared, options);
  const { arrays, report } = await callLandscape(
    engines,
    request,
    gridFor(plane, view, prepared, request.size),
    options,
  );
  const laws = request.model.models.includes('drdam') ? reliabilitySettings(request.model) : null;
  return {
    ...planeOf(arrays),
    ...surfacesOf(arrays),
    kind: plane.kind,
    memories: prepared.memories,
    items: prepared.items,
    projections: report.memories,
    explainedVariance: report.explainedVariance,
    noiseEnergy: laws && predictReliability(prepared.distances, laws).noiseEnergy,
  };
}

/** Returns the grid and its energies from the arrays of a landscape. */
export function surfacesOf(arrays: Arrays): Pick<Landscapes, 'size' | 'u' | 'v' | 'energies'> {
  const u = doubles(arrays.u);
  return {
    size: u.length,
    u,
    v: doubles(arrays.v),
    energies: {
      ...(arrays.mrdam_energy && { mrdam: floats(arrays.mrdam_energy) }),
      ...(arrays.drdam_energy && { drdam: floats(arrays.drdam_energy) }),
    },
  };
}

type Arrays = Readonly<Record<string, FrameArray>>;
type Axes = Pick<Landscapes, 'origin' | 'axes'>;
type MemoriesOnPlane = Axes & Pick<Landscapes, 'projections'>;

/** Returns the requested plane and the projections of the memories onto it. */
async function findPlane(
  engines: EngineCalls,
  { memories, plane }: LandscapeRequest,
  prepared: PreparedStates,
  options: CallOptions,
) {
  if (plane !== 'auto') return callPlane(engines, memories, plane, options);
  const principal = await callPlane(engines, memories, { kind: 'pca' }, options);
  const isPoor = principal.explainedVariance < ENOUGH_VARIANCE && prepared.items.length >= 3;
  return isPoor ? callPlane(engines, memories, { kind: 'memories', indices: [0, 1, 2] }, options) : principal;
}

async function callPlane(
  engines: EngineCalls,
  memories: MemoriesSpec,
  plane: PlaneSpec,
  options: CallOptions,
): Promise<{ plane: PlaneSpec; view: MemoriesOnPlane; explainedVariance: number }> {
  let arrays: Arrays = {};
  const onFrame = (_: object, frame: Arrays) => {
    arrays = frame;
  };
  const params = { memories, plane };
  const report = await engines.call('landscape', 'plane', params, { ...options, onFrame });
  const view = { ...planeOf(arrays), projections: report.memories };
  return { plane, view, explainedVariance: report.explainedVariance };
}

/** Returns a square grid around the projections of all memories and queries, with a margin. */
function gridFor(
  plane: PlaneSpec,
  view: MemoriesOnPlane,
  { queries, dim, numQueries }: PreparedStates,
  size: number,
): GridSpec {
  const starts = Array.from({ length: numQueries }, (_, q) =>
    projectOntoPlane(queries.subarray(q * dim, (q + 1) * dim), view),
  );
  const points = [...view.projections, ...starts];
  const [u0, u1] = rangeOf(points.map(({ u }) => u));
  const [v0, v1] = rangeOf(points.map(({ v }) => v));
  // in many dimensions, random directions show all memories close together, so the extent follows their distances
  const distance = plane.kind === 'random' ? meanOf(view.projections.map(({ offPlane }) => offPlane)) : 0;
  const half = Math.max((u1 - u0) / 2, (v1 - v0) / 2, distance / 2, 1e-3) * (1 + 2 * MARGIN);
  const [u, v] = [(u0 + u1) / 2, (v0 + v1) / 2];
  return { plane, size, extent: { u0: u - half, u1: u + half, v0: v - half, v1: v + half } };
}

export async function callLandscape(
  engines: EngineCalls,
  { memories, model }: Pick<LandscapeRequest, 'memories' | 'model'>,
  grid: GridSpec,
  options: CallOptions,
): Promise<{ arrays: Arrays; report: LandscapeReport }> {
  let arrays: Arrays = {};
  const report = await engines.call(
    'landscape',
    'landscape',
    { memories, model, grid },
    {
      ...options,
      onFrame: (_, frame) => {
        arrays = frame;
      },
    },
  );
  return { arrays, report };
}

function planeOf({ origin, axes }: Arrays): Axes {
  const both = doubles(axes);
  const dim = both.length / 2;
  return { origin: doubles(origin), axes: [both.subarray(0, dim), both.subarray(dim)] };
}

function doubles(array: FrameArray | undefined): Float64Array {
  invariant(array?.data instanceof Float64Array, 'a landscape comes with its plane in float64');
  return array.data;
}

function floats({ data }: FrameArray): Float32Array {
  invariant(data instanceof Float32Array, 'energies are float32');
  return data;
}

function rangeOf(values: readonly number[]): [number, number] {
  return [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
