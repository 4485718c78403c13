import { NO_NEAREST_ROW, nearestRow, squaredDistance } from '#shared/distances';
import { invariant } from '#shared/errors';
import type { RowSource } from '../memories/row-source';
import { rowOf } from '../vectors';

/** The memory nearest to a state, Euclidean over all coordinates. */
export interface NearestMemory {
  readonly index: number;
  readonly distance: number;
  /** The same index where the state is within half the distance from that memory to its nearest neighbour; -1 elsewhere. */
  readonly basin: number;
}

/** Returns the nearest memory of each state [n, dim]. Cost: O(n K D), in two passes over the memories. */
export async function nearestMemories(
  states: Float32Array,
  memories: RowSource,
  signal: AbortSignal,
): Promise<NearestMemory[]> {
  const { dim } = memories;
  const nearest = await nearestTo(states, memories, signal);
  const rows = new Float32Array(states.length);
  nearest.forEach(({ row }, i) => {
    rows.set(row, i * dim);
  });
  const neighbours = await nearestTo(
    rows,
    memories,
    signal,
    nearest.map(({ index }) => index),
  );
  return nearest.map(({ index, square }, i) => {
    const isInside = square <= (neighbours[i]?.square ?? Infinity) / 4;
    return { index, distance: Math.sqrt(square), basin: isInside ? index : -1 };
  });
}

/** Returns the memory nearest to each state, other than the one in `except`; index -1 where there is none. */
async function nearestTo(
  states: Float32Array,
  memories: RowSource,
  signal: AbortSignal,
  except: readonly number[] = [],
) {
  const { dim } = memories;
  const best = Array.from({ length: states.length / dim }, () => ({
    ...NO_NEAREST_ROW,
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

/** Returns the squared distances [K] from a state to all memories [K, dim]. */
export function squaredDistances(state: Float32Array, memories: Float32Array): Float64Array {
  const dim = state.length;
  return Float64Array.from({ length: memories.length / dim }, (_, k) =>
    squaredDistance(state, rowOf(memories, k, dim)),
  );
}
