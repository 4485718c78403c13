import type { LandscapeReport, PlaneReport } from '#shared/api';
import { encodeBase64 } from '#shared/base64';
import { invariant, toEngineError } from '#shared/errors';
import type { FrameArray } from '#shared/rpc/frame';
import type { DescentSpec, GridSpec, MemoriesSpec, ModelSpec, PlaneSpec } from '#shared/setup';
import { reliabilitySettings, predictReliability } from '#shared/reliability';
import type { DescentOnPlane, Landscapes, PreparedStates } from '../domain/run/moment';
import type { EngineCalls } from './engines';
import { projectOntoPlane } from '../domain/run/plane-projection';
import { givenPlane } from './plane-through';
import type { CallOptions } from './call-options';

export interface LandscapeRequest {
  readonly memories: MemoriesSpec;
  readonly model: ModelSpec;
  /** The descent whose plane is drawn where `plane` is `auto`. */
  readonly descent: Pick<DescentSpec, 'stepSize' | 'steps'>;
  readonly query: number;
  /** `auto` is the plane of the query; where that cannot be found, the principal one, unless it shows too little variance. */
  readonly plane: PlaneSpec | 'auto';
  /** The number of grid points along each axis. */
  readonly size: number;
}

/** If the principal plane shows less of the memories' variance, the plane through three memories replaces it. */
const ENOUGH_VARIANCE = 0.6;
/** The end of a descent on its plane. */
const END_OF_DESCENT = { u: 0, v: 0 };
/** The margin around the memories and queries, as a share of their width. */
const MARGIN = 0.16;

/** Computes the energies of all models on a plane, within an extent that shows the memories and the queries. */
export async function computeLandscapes(
  engines: EngineCalls,
  request: LandscapeRequest,
  prepared: PreparedStates,
  options: CallOptions,
): Promise<Landscapes> {
  const { plane, view, descent } = await findPlane(engines, request, prepared, options);
  const { arrays, report } = await callLandscape(
    engines,
    request,
    {
      plane: plane.kind === 'descent' ? givenPlane(view) : plane,
      size: request.size,
      extent: extentFor(plane, view, prepared, descent),
    },
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
    ...(descent && { descent }),
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
  request: LandscapeRequest,
  prepared: PreparedStates,
  options: CallOptions,
): Promise<FoundPlane> {
  const { memories, plane } = request;
  if (plane !== 'auto') return callPlane(engines, memories, plane, options);
  if (prepared.numQueries > 0) {
    try {
      return await callDescentPlane(engines, request, prepared, options);
    } catch (thrown) {
      // among too many memories the end of the descent is not known
      if (toEngineError(thrown).code !== 'unsupported') throw thrown;
    }
  }
  const principal = await callPlane(engines, memories, { kind: 'pca' }, options);
  const isPoor = principal.explainedVariance < ENOUGH_VARIANCE && prepared.items.length >= 3;
  return isPoor ? callPlane(engines, memories, { kind: 'memories', indices: [0, 1, 2] }, options) : principal;
}

interface FoundPlane {
  readonly plane: PlaneSpec;
  readonly view: MemoriesOnPlane;
  readonly explainedVariance: number;
  readonly descent?: DescentOnPlane;
}

async function callDescentPlane(
  engines: EngineCalls,
  { memories, model, descent, query: wanted }: LandscapeRequest,
  { queries, clamped, dim, numQueries }: PreparedStates,
  options: CallOptions,
): Promise<FoundPlane> {
  const query = Math.min(wanted, numQueries - 1);
  const row = [query * dim, (query + 1) * dim] as const;
  const plane: PlaneSpec = {
    kind: 'descent',
    start: encodeBase64(queries.subarray(...row)),
    clamped: encodeBase64(clamped.subarray(...row)),
    beta: model.beta,
    stepSize: descent.stepSize,
    steps: descent.steps,
  };
  const { memoriesOfDescent, ...found } = await callPlane(engines, memories, plane, options);
  return { ...found, ...(memoriesOfDescent && { descent: { query, ...memoriesOfDescent } }) };
}

async function callPlane(
  engines: EngineCalls,
  memories: MemoriesSpec,
  plane: PlaneSpec,
  options: CallOptions,
): Promise<FoundPlane & { memoriesOfDescent?: PlaneReport['descent'] }> {
  let arrays: Arrays = {};
  const onFrame = (_: object, frame: Arrays) => {
    arrays = frame;
  };
  const params = { memories, plane };
  const report = await engines.call('landscape', 'plane', params, { ...options, onFrame });
  const view = { ...planeOf(arrays), projections: report.memories };
  const { explainedVariance, descent: memoriesOfDescent } = report;
  return { plane, view, explainedVariance, memoriesOfDescent };
}

/**
 * Returns a square around the projections of all memories and queries, with a margin; on the plane of a query, around its
 * start, its end and the two memories that it goes to.
 */
function extentFor(
  plane: PlaneSpec,
  view: MemoriesOnPlane,
  { queries, dim, numQueries }: PreparedStates,
  descent: DescentOnPlane | undefined,
): GridSpec['extent'] {
  const shown = descent ? [descent.query] : Array.from({ length: numQueries }, (_, q) => q);
  const starts = shown.map((q) => projectOntoPlane(queries.subarray(q * dim, (q + 1) * dim), view));
  const memories = descent
    ? [descent.end, descent.rival].flatMap((index) => view.projections[index ?? -1] ?? [])
    : view.projections;
  const points = [...memories, ...starts, ...(descent ? [END_OF_DESCENT] : [])];
  const [u0, u1] = rangeOf(points.map(({ u }) => u));
  const [v0, v1] = rangeOf(points.map(({ v }) => v));
  // in many dimensions, random directions show all memories close together, so the extent follows their distances
  const distance = plane.kind === 'random' ? meanOf(view.projections.map(({ offPlane }) => offPlane)) : 0;
  const half = Math.max((u1 - u0) / 2, (v1 - v0) / 2, distance / 2, 1e-3) * (1 + 2 * MARGIN);
  const [u, v] = [(u0 + u1) / 2, (v0 + v1) / 2];
  return { u0: u - half, u1: u + half, v0: v - half, v1: v + half };
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
