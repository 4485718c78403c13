import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { QueriesSpec, QuerySpec, Setup } from '#shared/setup';
import { plural } from '#shared/units';
import { readClamped, readStates } from '../files/state-files';
import { rowOf } from '../vectors';
import type { QueryStates } from './queries';
import { makeQueries, meanState } from './queries';
import type { ReadPicture } from './query-builder';
import { buildQueries } from './query-builder';
import type { MemorySet } from './memory-set';
import type { StreamedMemories } from './streamed';

/** The queries of a setup, ready to descend. */
export interface PreparedQueries extends QueryStates {
  /**
   * The uncorrupted states of the queries, [numQueries, dim]; NaN for a query without one, null if none has
   * one.
   */
  readonly origins: Float32Array | null;
  /**
   * The index of the memory from which each query was made, -1 if it is not stored; empty for queries from a
   * file.
   */
  readonly targets: readonly number[];
  readonly notices: readonly Notice[];
}

/** The inputs of the queries besides their specification. */
export interface QueryInputs {
  /** All memories, or the first ones if they are streamed. */
  readonly memories: MemorySet;
  readonly read: ReadPicture;
  /** The mean [dim] of streamed memories, if it is known. */
  readonly mean?: Float64Array | undefined;
  /** Maps pictures to the streamed memories that they are. */
  readonly memoryIndices?: StreamedMemories['memoryIndices'];
}

/**
 * Makes the queries of a setup. A clamp file replaces the clamped coordinates that follow from the
 * corruption.
 * @throws EngineError if a query or a file does not fit the memories.
 */
export async function prepareQueries(
  { queries, clampFile }: Setup,
  inputs: QueryInputs,
  signal: AbortSignal,
): Promise<PreparedQueries> {
  const prepared = await makeBySpec(queries, inputs, signal);
  const unchanged = unchangedNotice(queries, prepared);
  const made = unchanged ? { ...prepared, notices: [...prepared.notices, unchanged] } : prepared;
  if (clampFile === undefined) return made;
  const { states, dim } = made;
  return { ...made, clamped: await readClamped(clampFile, states.length / dim, dim) };
}

/**
 * Returns the notice that the mean fills missing pixels with what was there; null where it does not. It does so for a single
 * picture, and for copies of one.
 */
function unchangedNotice(spec: QueriesSpec, { states, origins, dim }: PreparedQueries): Notice | null {
  if (spec.from === 'file' || !origins) return null;
  const count = states.length / dim;
  const isUnchanged = (query: number) => {
    const { fill, corruptions } = spec.from === 'each' ? (spec.queries[query] ?? { corruptions: [] }) : spec;
    const [state, origin] = [rowOf(states, query, dim), rowOf(origins, query, dim)];
    return fill === 'mean' && corruptions.length > 0 && state.every((value, i) => value === origin[i]);
  };
  const numUnchanged = Array.from({ length: count }, (_, query) => query).filter(isUnchanged).length;
  if (numUnchanged === 0) return null;
  return {
    id: 'unchanged-queries',
    severity: 'warning',
    summary: `${plural(numUnchanged, 'query is', 'queries are')} already complete: the mean of the stored pictures has the missing pixels, so there is nothing to recall.`,
    tip: 'Fill them with noise or black, or store more pictures.',
  };
}

/** Returns whether the queries need the mean of the memories, which costs a pass over streamed ones. */
export function needsMean(queries: QueriesSpec): boolean {
  if (queries.from === 'file') return false;
  const specs = queries.from === 'each' ? queries.queries : [queries];
  return specs.some(({ fill }) => fill === 'mean');
}

async function makeBySpec(
  spec: QueriesSpec,
  inputs: QueryInputs,
  signal: AbortSignal,
): Promise<PreparedQueries> {
  switch (spec.from) {
    case 'memories':
      return fromMemories(spec, inputs);
    case 'each':
      return fromSpecs(spec.queries, inputs, signal);
    case 'file':
      return {
        ...(await fromFile(spec.path, inputs.memories.dim)),
        origins: null,
        targets: [],
        notices: [],
      };
  }
}

function meanOf({ memories, mean }: QueryInputs): Float64Array {
  return mean ?? meanState(memories.states, memories.dim);
}

function fromMemories(
  spec: Extract<QueriesSpec, { from: 'memories' }>,
  inputs: QueryInputs,
): PreparedQueries {
  const { dim, shape, states } = inputs.memories;
  const made = makeQueries(states, dim, shape, spec, () => meanOf(inputs));
  const numQueries = made.states.length / dim;
  const notices: Notice[] = [];
  if (numQueries < spec.count) {
    notices.push({
      id: 'fewer-queries',
      severity: 'info',
      summary: `Only ${plural(numQueries, 'memory is', 'memories are')} stored, so the run has ${plural(numQueries, 'query', 'queries')} instead of ${String(spec.count)}.`,
    });
  }
  const origins = states.subarray(0, made.states.length);
  return { ...made, origins, targets: Array.from({ length: numQueries }, (_, q) => q), notices };
}

async function fromSpecs(
  specs: readonly QuerySpec[],
  inputs: QueryInputs,
  signal: AbortSignal,
): Promise<PreparedQueries> {
  const { memories, read } = inputs;
  const memoryIndices = inputs.memoryIndices ?? ((pictures) => memoryIndicesIn(memories, pictures));
  const { indices, ...made } = await buildQueries(specs, memories, read, () => meanOf(inputs), signal);
  const known = memoryIndices(new Set(indices.filter((index) => index !== undefined)));
  const targets = indices.map((index) => (index === undefined ? -1 : (known.get(index) ?? -1)));
  return { ...made, targets, notices: [] };
}

/** Maps pictures, by their indices in the set of the memories, to the memories that they are. */
function memoryIndicesIn(
  { items, set }: MemorySet,
  pictures: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const byName = new Map(items.map(({ name }, k) => [name, k]));
  const found = new Map<number, number>();
  for (const picture of pictures) {
    const memory = set ? byName.get(set.item(picture).name) : undefined;
    if (memory !== undefined) found.set(picture, memory);
  }
  return found;
}

async function fromFile(path: string, dim: number): Promise<QueryStates> {
  const rows = await readStates(path);
  if (rows.dim !== dim) {
    throw new EngineError(
      'bad-input',
      `The queries have ${String(rows.dim)} coordinates, but the memories have ${String(dim)} (${path}).`,
      `Save them with the shape [B, ${String(dim)}].`,
    );
  }
  return { states: rows.data, clamped: new Uint8Array(rows.data.length), dim };
}
