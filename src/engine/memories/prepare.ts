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
  /** The memory that each query was made from; empty for queries from a file. */
  readonly targets: readonly number[];
  readonly notices: readonly Notice[];
}

export async function prepareQueries({ queries, clampFile }: Setup, memories: Memories): Promise<Prepared> {
  const { dim, states, shape } = memories;
  const made =
    queries.from === 'file' ? await fromFile(queries.path, dim) : makeQueries(states, dim, shape, queries);
  const numQueries = made.states.length / dim;
  const notices: Notice[] = [];
  if (queries.from === 'memories' && numQueries < queries.count) {
    notices.push({
      id: 'fewer-queries',
      severity: 'info',
      summary: `${plural(numQueries, 'memory', 'memories')} stored, so ${plural(numQueries, 'query', 'queries')} instead of ${String(queries.count)}.`,
    });
  }
  return {
    ...made,
    ...(clampFile === undefined ? {} : { clamped: await readClamped(clampFile, numQueries, dim) }),
    targets: queries.from === 'file' ? [] : Array.from({ length: numQueries }, (_, i) => i),
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
