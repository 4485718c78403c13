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
  /** The index of the picture in the set. */
  readonly index: number;
}

/** Reads a picture as a state of a shape. It throws `bad-input` if the picture cannot be read. */
export type ReadPicture = (source: PictureSource, shape: PictureShape & TargetShape) => Promise<Picture>;

/** Queries, each with or without an origin. */
export interface BuiltQueries extends QueryStates {
  /** The uncorrupted states, [numQueries, dim]; NaN for a query without one, null if none has one. */
  readonly origins: Float32Array | null;
  /** For each query the index of its picture, if the picture is of the set of the memories. */
  readonly indices: readonly (number | undefined)[];
}

/** The number of pictures that are read at once. */
const PICTURES_PER_BATCH = 8;

/**
 * Builds each query from its own specification. A query depends on this and the memories alone: it uses the
 * random numbers of the first query of its seed, so it does not change when other queries are added or
 * removed.
 * @throws EngineError `bad-request` if a query does not fit the memories, `bad-input` if its picture cannot
 * be read.
 */
export async function buildQueries(
  specs: readonly QuerySpec[],
  { dim, shape, set }: MemorySet,
  read: ReadPicture,
  mean: () => Float64Array,
  signal: AbortSignal,
): Promise<BuiltQueries> {
  const states = new Float32Array(specs.length * dim);
  const clamped = new Uint8Array(states.length);
  const origins = new Float32Array(states.length).fill(NaN);
  const indices: (number | undefined)[] = [];
  const meanOnce = once(mean);
  const sourceOf = async ({ source }: QuerySpec, query: number) =>
    source.kind === 'state'
      ? stateFromBase64(source.state, dim, query)
      : read(source, pictureShape(shape, source));
  for (let first = 0; first < specs.length; first += PICTURES_PER_BATCH) {
    await yieldToEventLoop(signal);
    const batch = specs.slice(first, first + PICTURES_PER_BATCH);
    const sources = await Promise.all(batch.map((spec, i) => sourceOf(spec, first + i)));
    for (const [i, spec] of batch.entries()) {
      const [query, source] = [first + i, sources[i]];
      if (!source) continue;
      states.set(source.state, query * dim);
      clamped.set(corruptState(rowOf(states, query, dim), shape, spec, 0, meanOnce), query * dim);
      if ('set' in source) origins.set(source.state, query * dim);
      indices.push('set' in source && source.set === set ? source.index : undefined);
    }
  }
  const hasOrigin = specs.some(({ source }) => source.kind === 'picture');
  return { states, clamped, dim, origins: hasOrigin ? origins : null, indices };
}

function stateFromBase64(base64: string, dim: number, query: number): { readonly state: Float32Array } {
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
    shape ? 'Use states as queries instead.' : 'Set the shape H,W,C of the memories.',
  );
}
