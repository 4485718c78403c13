import { invariant } from '#shared/errors';
import type { Nearest } from '#shared/distances';
import { NONE_NEAR, nearestRow, squareBetween } from '#shared/distances';
import { rowOf } from '../vectors';
import { yieldToOthers } from '../yield';

/** Where a query's last state lies among the memories. */
export interface End {
  /** The nearest memory, Euclidean over all coordinates, and the distance to it. */
  readonly nearest: number;
  readonly distance: number;
  /** That memory, where the state is nearer to it than half the way from there to any other; -1 elsewhere. */
  readonly basin: number;
}

const NUMBERS_BETWEEN_YIELDS = 2 ** 23;

/** Cost: O(K D). */
export async function endOf(state: Float32Array, memories: Float32Array, signal: AbortSignal): Promise<End> {
  const dim = state.length;
  invariant(memories.length % dim === 0, 'states and memories have the same dimension');
  const { index, square } = await nearestOf(state, memories, signal);
  invariant(index >= 0, 'something is stored, and a state is finite');
  const memory = rowOf(memories, index, dim);
  const other = await nearestOf(memory, memories, signal, index);
  const isInside = square <= other.square / 4;
  return { nearest: index, distance: Math.sqrt(square), basin: isInside ? index : -1 };
}

/** The memory nearest to a state, but for `except`. */
export async function nearestOf(
  state: Float32Array,
  memories: Float32Array,
  signal: AbortSignal,
  except = -1,
): Promise<Nearest> {
  const dim = state.length;
  const perTurn = Math.max(1, Math.floor(NUMBERS_BETWEEN_YIELDS / dim));
  let best = NONE_NEAR;
  for (let first = 0; first < memories.length / dim; first += perTurn) {
    await yieldToOthers(signal);
    const last = Math.min(first + perTurn, memories.length / dim);
    if (except < first || except >= last) best = nearestRow(memories, state, best, first, last);
    else {
      best = nearestRow(memories, state, best, first, except);
      best = nearestRow(memories, state, best, except + 1, last);
    }
  }
  return best;
}

/** Squared distances from a state to all memories [K, dim]. */
export function squaresTo(state: Float32Array, memories: Float32Array): Float64Array {
  const dim = state.length;
  return Float64Array.from({ length: memories.length / dim }, (_, k) =>
    squareBetween(state, rowOf(memories, k, dim)),
  );
}
