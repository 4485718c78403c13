import type { PlaneReport } from '#shared/api';
import { decodeBase64, float32FromBase64 } from '#shared/base64';
import { areCopies, COPY_DISTANCE, squaredDistance } from '#shared/distances';
import { EngineError, invariant } from '#shared/errors';
import { mrdamDescents } from '#shared/mrdam-end';
import type { PlaneSpec } from '#shared/setup';
import { lengthOf, orthonormalPair } from '#shared/vectors';
import { Random, Stream } from '../memories/random';
import type { Plane, Vector } from '../vectors';
import { difference, rowOf, scaled } from '../vectors';

/** The plane of a query's descent. */
export interface DescentPlane {
  readonly plane: Plane;
  readonly descent: NonNullable<PlaneReport['descent']>;
}

/** A direction spans a plane with another one if this share of it is perpendicular to that. */
const MIN_REMAINING = 1e-2;

/**
 * Returns the plane through a query, the end of its descent in MrDAM, and that end's nearest rival, which is the memory nearest to the query but
 * for the one at the end and its copies. The end is the origin,
 * u points to the rival, and v away from the query. Where the query ends where it began, lies on that line, or has no
 * rival, the next memory or a random direction takes its place. Cost: O(K^2 D) at most.
 *
 * @throws EngineError `unsupported` where the memories are too many to find the end.
 */
export function descentPlane(
  spec: Extract<PlaneSpec, { kind: 'descent' }>,
  memories: Float32Array,
  dim: number,
): DescentPlane {
  const start = float32FromBase64(spec.start);
  const clamped = decodeBase64(spec.clamped);
  if (start.length !== dim || clamped.length !== dim) {
    throw new EngineError(
      'bad-request',
      `The query has ${String(start.length)} numbers, but states have ${String(dim)}.`,
      'Choose another plane.',
    );
  }
  const end = endOf(spec, start, clamped, memories);
  const nearestToEnd = byDistance(Float32Array.from(end), memories)[0];
  invariant(nearestToEnd !== undefined, 'something is stored');
  const atEnd = rowOf(memories, nearestToEnd, dim);
  const rivals = byDistance(start, memories).filter(
    (index) => !areCopies(squaredDistance(rowOf(memories, index, dim), atEnd)),
  );
  const random = new Random(0, Stream.plane, 2);
  const directions = [
    ...rivals.slice(0, 1).map((index) => difference(rowOf(memories, index, dim), end)),
    difference(end, start),
    ...rivals.slice(1, 2).map((index) => difference(rowOf(memories, index, dim), end)),
    ...[0, 1].map(() => Float64Array.from({ length: dim }, () => random.normal())),
  ].filter((direction) => lengthOf(direction) > COPY_DISTANCE);
  return {
    plane: { origin: end, axes: axesOf(directions) },
    descent: { end: nearestToEnd, rival: rivals[0] ?? null },
  };
}

/** Returns the end of a query's descent in MrDAM. */
function endOf(
  { beta, stepSize, steps }: Extract<PlaneSpec, { kind: 'descent' }>,
  start: Float32Array,
  clamped: Uint8Array,
  memories: Float32Array,
): Vector {
  const dim = start.length;
  const [descent] = mrdamDescents(memories, start, clamped, dim) ?? [];
  if (!descent) {
    throw new EngineError(
      'unsupported',
      'There are too many memories to find the plane of a query before it has run.',
      'Choose another plane.',
    );
  }
  const { weights, weightOfQuery } = descent.end({ beta, stepSize, steps });
  const end = scaled(Float64Array.from(start), weightOfQuery);
  weights.forEach((weight, k) => {
    if (weight === 0) return;
    rowOf(memories, k, dim).forEach((value, i) => (end[i] = (end[i] ?? 0) + weight * value));
  });
  return end.map((value, i) => (clamped[i] ? (start[i] ?? NaN) : value));
}

/** Returns the indices of the memories, the nearest to a state first. */
function byDistance(state: Float32Array, memories: Float32Array): number[] {
  const squares = Array.from({ length: memories.length / state.length }, (_, k) =>
    squaredDistance(state, rowOf(memories, k, state.length)),
  );
  return [...squares.keys()].sort((a, b) => (squares[a] ?? 0) - (squares[b] ?? 0));
}

/** Returns the axes along the first direction, and along the first other one that spans a plane with it. */
function axesOf([first, ...others]: readonly Vector[]): Plane['axes'] {
  for (const second of others) {
    invariant(first, 'random directions have a length');
    const { axes, remaining } = orthonormalPair(first, second);
    if (remaining > MIN_REMAINING) return axes;
  }
  throw new EngineError('bad-request', 'States of one number span no plane.', 'Use larger pictures.');
}
