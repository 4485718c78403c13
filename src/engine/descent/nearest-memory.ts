import { NONE_NEAR, nearestRow, squareBetween } from '#shared/distances';
import { invariant } from '#shared/errors';
import type { RowSource } from '../memories/row-source';
import { rowOf } from '../vectors';

/** Where a query's last state lies among the memories. */
export interface NearestMemory {
  /** The nearest memory, Euclidean over all coordinates, and the distance to it. */
  readonly nearest: number;
  readonly distance: number;
  /** That memory, where the state is nearer to it than half the way from there to any other; -1 elsewhere. */
  readonly basin: number;
}

/** Of states [n, dim]. Two passes over the memories. Cost: O(n K D). */
export async function nearestMemories(
  states: Float32Array,
  memories: RowSource,
  signal: AbortSignal,
): Promise<NearestMemory[]> {
  const { dim } = memories;
  const near = await nearestTo(states, memories, signal);
  const found = new Float32Array(states.length);
  near.forEach(({ row }, i) => {
    found.set(row, i * dim);
  });
  const others = await nearestTo(
    found,
    memories,
    signal,
    near.map(({ index }) => index),
  );
  return near.map(({ index, square }, i) => {
    const isInside = square <= (others[i]?.square ?? Infinity) / 4;
    return { nearest: index, distance: Math.sqrt(square), basin: isInside ? index : -1 };
  });
}

/** The memory nearest to each state, but for the one of `except`; index -1 where there is none. */
async function nearestTo(
  states: Float32Array,
  memories: RowSource,
  signal: AbortSignal,
  except: readonly number[] = [],
) {
  const { dim } = memories;
  const best = Array.from({ length: states.length / dim }, () => ({
    ...NONE_NEAR,
    row: new Float32Array(dim),
  }));
  for await (const { first, states: rows } of memories.blocks(signal)) {
    const count = rows.length / dim;
    best.forEach((before, i) => {
      const state = rowOf(states, i, dim);
      const start = { index: -1, square: before.square };
      const skipped = (except[i] ?? -1) - first;
      const upTo = skipped >= 0 && skipped < count ? skipped : count;
      let next = nearestRow(rows, state, start, 0, upTo);
      if (upTo < count) next = nearestRow(rows, state, next, upTo + 1, count);
      if (next.index < 0) return;
      best[i] = { index: first + next.index, square: next.square, row: rowOf(rows, next.index, dim).slice() };
    });
  }
  invariant(
    except.length > 0 || best.every(({ index }) => index >= 0),
    'something is stored, and states are finite',
  );
  return best;
}

/** Squared distances from a state to all memories [K, dim]. */
export function squaredDistances(state: Float32Array, memories: Float32Array): Float64Array {
  const dim = state.length;
  return Float64Array.from({ length: memories.length / dim }, (_, k) =>
    squareBetween(state, rowOf(memories, k, dim)),
  );
}
