import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { Setup } from '#shared/setup';
import { plural } from '#shared/units';
import { readClamped, readStates } from '../files/states';
import type { QueryStates } from './queries';
import { makeQueries } from './queries';
import type { Memories } from './stored';

/** Queries of a setup, ready to fall. */
export interface Prepared extends QueryStates {
  /** [numQueries, dim]: the patterns that they were made from; null for queries from a file. */
  readonly origins: Float32Array | null;
  /** The memory that each is, -1 where it is not stored; empty for queries from a file. */
  readonly targets: readonly number[];
  readonly notices: readonly Notice[];
}

export async function prepareQueries({ queries, clampFile }: Setup, memories: Memories): Promise<Prepared> {
  const { dim, states, shape, patterns, places } = memories;
  const isFile = queries.from === 'file';
  const made = isFile
    ? await fromFile(queries.path, dim)
    : makeQueries(patterns.states, dim, shape, queries, states);
  const numQueries = made.states.length / dim;
  const notices: Notice[] = [];
  if (!isFile && numQueries < queries.count) {
    notices.push({
      id: 'fewer-queries',
      severity: 'info',
      summary: `${plural(numQueries, 'memory', 'memories')} stored, so ${plural(numQueries, 'query', 'queries')} instead of ${String(queries.count)}.`,
    });
  }
  return {
    ...made,
    ...(clampFile === undefined ? {} : { clamped: await readClamped(clampFile, numQueries, dim) }),
    origins: isFile ? null : patterns.states.subarray(0, made.states.length),
    targets: isFile ? [] : places.slice(0, numQueries),
    notices,
  };
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
