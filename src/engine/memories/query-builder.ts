import { EngineError } from '#shared/errors';
import type { PictureShape, QuerySpec, QuerySource } from '#shared/setup';
import { float32FromBase64 } from '#shared/base64';
import type { TargetShape } from '../images/pixels';
import { rowOf } from '../vectors';
import { yieldToEventLoop } from '../cooperative-yield';
import { corruptState } from './corruption';
import type { QueryStates } from './queries';
import { once } from './queries';
import type { SourceSet } from './source-set';
import type { MemorySet } from './memory-set';

type PictureSource = Extract<QuerySource, { kind: 'picture' }>;

/** A picture of a set as a state. */
interface Picture {
  readonly state: Float32Array;
  readonly set: SourceSet;
  /** Its number in the set. */
  readonly index: number;
}

export type ReadPicture = (source: PictureSource, shape: PictureShape & TargetShape) => Promise<Picture>;

/** Queries that have an origin each, or none. */
export interface BuiltQueries extends QueryStates {
  /** [numQueries, dim], NaN for a query without one; null where none has one. */
  readonly origins: Float32Array | null;
  /** Of each query the number in its set of the picture that it was made from, if that is the memories' set. */
  readonly indices: readonly (number | undefined)[];
}

/** Pictures that are read at once. */
const AT_ONCE = 8;

/**
 * Queries each by a recipe of its own. A query follows from its recipe and the memories alone: its random numbers are
 * those of the first query of its seed, so that it stays the same whatever other queries come and go.
 */
export async function buildQueries(
  recipes: readonly QuerySpec[],
  { dim, shape, set }: MemorySet,
  read: ReadPicture,
  mean: () => Float64Array,
  signal: AbortSignal,
): Promise<BuiltQueries> {
  const states = new Float32Array(recipes.length * dim);
  const clamped = new Uint8Array(states.length);
  const origins = new Float32Array(states.length).fill(NaN);
  const indices: (number | undefined)[] = [];
  const meanOnce = once(mean);
  const sourceOf = async ({ source }: QuerySpec, query: number) =>
    source.kind === 'state'
      ? givenState(source.state, dim, query)
      : read(source, pictureShape(shape, source));
  for (let first = 0; first < recipes.length; first += AT_ONCE) {
    await yieldToEventLoop(signal);
    const some = recipes.slice(first, first + AT_ONCE);
    const sources = await Promise.all(some.map((recipe, i) => sourceOf(recipe, first + i)));
    for (const [i, recipe] of some.entries()) {
      const [query, source] = [first + i, sources[i]];
      if (!source) continue;
      states.set(source.state, query * dim);
      clamped.set(corruptState(rowOf(states, query, dim), shape, recipe, 0, meanOnce), query * dim);
      if ('set' in source) origins.set(source.state, query * dim);
      indices.push('set' in source && source.set === set ? source.index : undefined);
    }
  }
  const hasOrigin = recipes.some(({ source }) => source.kind === 'picture');
  return { states, clamped, dim, origins: hasOrigin ? origins : null, indices };
}

function givenState(base64: string, dim: number, query: number): { readonly state: Float32Array } {
  const state = float32FromBase64(base64);
  if (state.length !== dim) {
    throw new EngineError(
      'bad-request',
      `The state of query ${String(query)} has ${String(state.length)} coordinates, but the memories have ${String(dim)}.`,
      'Remove this query, or store memories of its size.',
    );
  }
  if (!state.every(Number.isFinite)) {
    throw new EngineError(
      'bad-request',
      `The state of query ${String(query)} holds a value that is not finite.`,
      'Remove this query.',
    );
  }
  return { state };
}

function pictureShape(shape: PictureShape | null, { name }: PictureSource): PictureShape & TargetShape {
  const channels = shape?.channels;
  if (shape && (channels === 1 || channels === 3)) return { ...shape, channels };
  throw new EngineError(
    'bad-request',
    `The picture ${name} cannot be a query: the memories ${shape ? `have ${String(channels)} channels, not 1 or 3` : 'have no shape of pictures'}.`,
    shape ? 'Make queries of states instead.' : 'Give the shape H,W,C of the memories.',
  );
}
