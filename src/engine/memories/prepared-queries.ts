import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { QueriesSpec, QuerySpec, Setup } from '#shared/setup';
import { plural } from '#shared/units';
import { readClamped, readStates } from '../files/state-files';
import type { QueryStates } from './queries';
import { makeQueries, meanState } from './queries';
import type { ReadPicture } from './query-builder';
import { buildQueries } from './query-builder';
import type { Memories } from './memory-set';
import type { StreamedMemories } from './streamed';

/** Queries of a setup, ready to fall. */
export interface PreparedQueries extends QueryStates {
  /** [numQueries, dim]: the patterns that they were made from, NaN for a query without one; null where none has one. */
  readonly origins: Float32Array | null;
  /** The memory that each is, -1 where it is not stored; empty for queries from a file. */
  readonly targets: readonly number[];
  readonly notices: readonly Notice[];
}

/** What queries are made of besides their setup. */
export interface QueryInputs {
  /** All memories, or the first of those that are not kept. */
  readonly memories: Memories;
  readonly read: ReadPicture;
  /** Where not all are kept: the mean of all, if it is known, and which of them some pictures are. */
  readonly mean?: Float64Array | undefined;
  readonly memoryIndices?: StreamedMemories['memoryIndices'];
}

export async function prepareQueries(
  { queries, clampFile }: Setup,
  ground: QueryInputs,
  signal: AbortSignal,
): Promise<PreparedQueries> {
  const made = await madeBy(queries, ground, signal);
  if (clampFile === undefined) return made;
  const { states, dim } = made;
  return { ...made, clamped: await readClamped(clampFile, states.length / dim, dim) };
}

async function madeBy(spec: QueriesSpec, ground: QueryInputs, signal: AbortSignal): Promise<PreparedQueries> {
  switch (spec.from) {
    case 'memories':
      return fromMemories(spec, ground);
    case 'each':
      return byRecipes(spec.queries, ground, signal);
    case 'file':
      return {
        ...(await fromFile(spec.path, ground.memories.dim)),
        origins: null,
        targets: [],
        notices: [],
      };
  }
}

/** Queries that are made by a recipe may want the mean of memories that are not kept. */
export function needsMean(queries: QueriesSpec): boolean {
  if (queries.from === 'file') return false;
  const recipes = queries.from === 'each' ? queries.queries : [queries];
  return recipes.some(({ fill }) => fill === 'mean');
}

function meanOf({ memories, mean }: QueryInputs): Float64Array {
  return mean ?? meanState(memories.states, memories.dim);
}

function fromMemories(
  spec: Extract<QueriesSpec, { from: 'memories' }>,
  ground: QueryInputs,
): PreparedQueries {
  const { dim, shape, patterns, places } = ground.memories;
  const made = makeQueries(patterns.states, dim, shape, spec, () => meanOf(ground));
  const numQueries = made.states.length / dim;
  const notices: Notice[] = [];
  if (numQueries < spec.count) {
    notices.push({
      id: 'fewer-queries',
      severity: 'info',
      summary: `${plural(numQueries, 'memory', 'memories')} stored, so ${plural(numQueries, 'query', 'queries')} instead of ${String(spec.count)}.`,
    });
  }
  const origins = patterns.states.subarray(0, made.states.length);
  return { ...made, origins, targets: places.slice(0, numQueries), notices };
}

async function byRecipes(
  recipes: readonly QuerySpec[],
  ground: QueryInputs,
  signal: AbortSignal,
): Promise<PreparedQueries> {
  const {
    memories,
    read,
    memoryIndices: places = (indices: ReadonlySet<number>) => placesIn(memories, indices),
  } = ground;
  const { indices, ...made } = await buildQueries(recipes, memories, read, () => meanOf(ground), signal);
  const known = places(new Set(indices.filter((index) => index !== undefined)));
  const targets = indices.map((index) => (index === undefined ? -1 : (known.get(index) ?? -1)));
  return { ...made, targets, notices: [] };
}

/** Of pictures of the memories' set their numbers among the memories. */
function placesIn({ items, set }: Memories, indices: ReadonlySet<number>): Map<number, number> {
  const numbers = new Map(items.map(({ name }, k) => [name, k]));
  const places = new Map<number, number>();
  for (const index of indices) {
    const number = set && numbers.get(set.item(index).name);
    if (number !== undefined && number !== null) places.set(index, number);
  }
  return places;
}

async function fromFile(path: string, dim: number): Promise<QueryStates> {
  const rows = await readStates(path);
  if (rows.dim !== dim) {
    throw new EngineError(
      'bad-input',
      `The queries have ${String(rows.dim)} coordinates, but the memories have ${String(dim)} (${path}).`,
      `Their shape must be [B, ${String(dim)}].`,
    );
  }
  return { states: rows.data, clamped: new Uint8Array(rows.data.length), dim };
}
