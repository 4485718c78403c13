import { EngineError } from '#shared/errors';
import type { PlaneSpec } from '#shared/setup';
import { float64FromBase64 } from '#shared/base64';
import { readStates } from '../files/state-files';
import type { Runtime } from '../graphs/runtime';
import { principalAxes } from '../memories/principal';
import { meanState } from '../memories/queries';
import { Random, Stream } from '../memories/random';
import type { Plane, Vector } from '../vectors';
import { orthonormalPair } from '#shared/vectors';
import { difference, dot, rowOf } from '../vectors';

/** A plane that does not depend on a query. */
export type FixedPlane = Exclude<PlaneSpec, { kind: 'descent' }>;

/**
 * Returns the plane of a specification. `host` computes in float64.
 *
 * @throws EngineError where the plane is not one: points on a line, axes that are not orthonormal, another dimension.
 */
export async function makePlane(
  spec: FixedPlane,
  memories: Float32Array,
  dim: number,
  host: Runtime,
  signal: AbortSignal,
): Promise<Plane> {
  switch (spec.kind) {
    case 'pca':
      return principalPlane(memories, dim, host, signal);
    case 'memories':
      return planeThrough(spec.indices, memories, dim);
    case 'random': {
      const random = new Random(spec.seed, Stream.plane);
      const normals = () => Float64Array.from({ length: dim }, () => random.normal());
      return { origin: meanState(memories, dim), axes: axesOf(normals(), normals()) };
    }
    case 'given':
      return givenPlane(float64FromBase64(spec.origin), float64FromBase64(spec.axes), dim);
    case 'file':
      return planeFromFile(spec.path, dim);
  }
}

/** The plane through the mean along the two largest principal axes; random directions replace axes that the memories do not span. */
async function principalPlane(
  memories: Float32Array,
  dim: number,
  host: Runtime,
  signal: AbortSignal,
): Promise<Plane> {
  const { mean, axes } = await principalAxes(memories, dim, 2, host, signal);
  const random = new Random(0, Stream.plane, 2);
  const normals = () => Float64Array.from({ length: dim }, () => random.normal());
  return { origin: mean, axes: axesOf(axes[0] ?? normals(), axes[1] ?? normals()) };
}

/** The plane through three memories: the first is the origin, and u points to the second. */
function planeThrough(
  [a, b, c]: readonly [number, number, number],
  memories: Float32Array,
  dim: number,
): Plane {
  const count = memories.length / dim;
  const memory = (index: number) => {
    if (index < count) return Float64Array.from(rowOf(memories, index, dim));
    throw new EngineError(
      'bad-request',
      `There is no memory ${String(index)}: ${String(count)} are stored.`,
      `Choose numbers from 0 to ${String(count - 1)}.`,
    );
  };
  const origin = memory(a);
  return { origin, axes: axesOf(difference(memory(b), origin), difference(memory(c), origin)) };
}

function givenPlane(origin: Vector, axes: Vector, dim: number): Plane {
  if (origin.length !== dim || axes.length !== 2 * dim) {
    throw new EngineError(
      'bad-request',
      `The plane has an origin of ${String(origin.length)} numbers and axes of ${String(axes.length)}, but states have ${String(dim)}.`,
      'Choose another plane.',
    );
  }
  const [u, v] = [axes.slice(0, dim), axes.slice(dim)];
  // axes that are not finite fail the test too
  if (!origin.every(Number.isFinite) || !isOrthonormal(u, v, 1e-6)) {
    throw new EngineError(
      'bad-request',
      "The plane's origin is not finite, or its axes are not orthonormal to within 1e-6.",
      'Choose another plane.',
    );
  }
  return { origin, axes: [u, v] };
}

function isOrthonormal(u: Vector, v: Vector, tolerance: number): boolean {
  return (
    Math.abs(dot(u, u) - 1) < tolerance &&
    Math.abs(dot(v, v) - 1) < tolerance &&
    Math.abs(dot(u, v)) < tolerance
  );
}

async function planeFromFile(path: string, dim: number): Promise<Plane> {
  const rows = await readStates(path);
  if (rows.count !== 3 || rows.dim !== dim) {
    throw new EngineError(
      'bad-input',
      `The plane has shape [${String(rows.count)}, ${String(rows.dim)}] (${path}).`,
      `It must be [3, ${String(dim)}]: the origin, and two orthonormal axes.`,
    );
  }
  const row = (index: number) => Float64Array.from(rowOf(rows.data, index, dim));
  const [origin, u, v] = [row(0), row(1), row(2)];
  if (!isOrthonormal(u, v, 1e-4)) {
    throw new EngineError(
      'bad-input',
      `The plane's axes are not orthonormal (${path}).`,
      'Make them of length 1 and perpendicular, to within 1e-4.',
    );
  }
  return { origin, axes: [u, v] };
}

/** The share of a direction that must be perpendicular to the other; less is rounding. */
const MIN_REMAINING = 1e-6;

function axesOf(first: Vector, second: Vector): Plane['axes'] {
  const { axes, remaining } = orthonormalPair(first, second);
  if (remaining > MIN_REMAINING) return axes;
  throw new EngineError(
    'bad-request',
    'The chosen states lie on one line: they span no plane.',
    'Choose others.',
  );
}
