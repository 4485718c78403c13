import { areCopies, squaredDistance } from '#shared/distances';
import { invariant } from '#shared/errors';
import type { RowSource } from '../memories/row-source';
import { rowOf } from '../vectors';

/** A memory's share of the kernel sum at a state, copies of it included. */
export interface MemoryShare {
  readonly memory: number;
  readonly share: number;
}

/** Where a state is among the memories. */
export interface StatePlace {
  /** The nearest memory, Euclidean over all coordinates; the earliest of equally near ones. */
  readonly index: number;
  readonly distance: number;
  /** The same index where the state is within half the distance from that memory to its nearest neighbour; -1 elsewhere. */
  readonly basin: number;
  /** The memories with the largest shares of the kernel sum, in descending order. */
  readonly shares: readonly MemoryShare[];
  /**
   * The length of MrDAM's gradient over free coordinates: how far the state is from the mean of the memories, weighted
   * with their kernels.
   */
  readonly slope: number;
}

/** The number of memories whose shares are reported. */
const MAX_SHARES = 4;
/** Memories with less weight than this, beside that of the nearest one so far, are left out of the mean. */
const NEGLIGIBLE_WEIGHT = 1e-9;

/**
 * Returns where each state [n, dim] is among the memories. `clamped` [n, dim] is 1 where a coordinate is fixed. Cost:
 * O(n K D), in two passes over the memories. Throws `cancelled` on abort.
 */
export async function placesOf(
  states: Float32Array,
  memories: RowSource,
  { beta, clamped }: { readonly beta: number; readonly clamped: Uint8Array },
  signal: AbortSignal,
): Promise<StatePlace[]> {
  const { dim } = memories;
  const sums = Array.from(
    { length: states.length / dim },
    (_, i) => new KernelSum(rowOf(states, i, dim), beta),
  );
  for await (const { first, states: rows } of memories.blocks(signal)) {
    for (let row = 0; row < rows.length / dim; row++)
      for (const sum of sums) sum.add(first + row, rowOf(rows, row, dim));
  }
  const nearest = sums.map((sum) => sum.nearest);
  const neighbours = await neighbourSquares(
    nearest.map(({ row }) => row),
    memories,
    signal,
  );
  return sums.map((sum, i) => {
    const { index, square } = sum.nearest;
    const isInside = square <= (neighbours[i] ?? Infinity) / 4;
    const distance = Math.sqrt(square);
    const slope = sum.slope(clamped.subarray(i * dim, (i + 1) * dim));
    return { index, distance, basin: isInside ? index : -1, shares: sum.shares(), slope };
  });
}

interface Candidate {
  readonly index: number;
  readonly square: number;
  readonly row: Float32Array;
  copies: number;
}

/** The kernel sum at a state, and the mean of the memories weighted with their kernels. */
class KernelSum {
  readonly #state: Float32Array;
  readonly #halfBeta: number;
  /** The nearest memories in ascending order of their distance. */
  #candidates: Candidate[] = [];
  /** The square to which all weights are relative, so that none overflows or vanishes. */
  #reference = Infinity;
  #sum = 0;
  readonly #weighted: Float64Array;

  constructor(state: Float32Array, beta: number) {
    this.#state = state;
    this.#halfBeta = beta / 2;
    this.#weighted = new Float64Array(state.length);
  }

  get nearest(): Candidate {
    const [nearest] = this.#candidates;
    invariant(nearest, 'something is stored, and states are finite');
    return nearest;
  }

  add(index: number, row: Float32Array): void {
    const square = squaredDistance(this.#state, row);
    if (square < this.#reference) this.#changeReference(square);
    const weight = Math.exp(this.#halfBeta * (this.#reference - square));
    this.#sum += weight;
    this.#addCandidate(index, square, row);
    if (weight < NEGLIGIBLE_WEIGHT) return;
    const weighted = this.#weighted;
    for (let i = 0; i < row.length; i++) weighted[i] = (weighted[i] ?? 0) + weight * (row[i] ?? 0);
  }

  shares(): MemoryShare[] {
    return this.#candidates.slice(0, MAX_SHARES).map(({ index, square, copies }) => {
      const weight = copies * Math.exp(this.#halfBeta * (this.#reference - square));
      return { memory: index, share: weight / this.#sum };
    });
  }

  slope(clamped: Uint8Array): number {
    let squares = 0;
    this.#state.forEach((value, i) => {
      if (!clamped[i]) squares += (value - (this.#weighted[i] ?? 0) / this.#sum) ** 2;
    });
    return Math.sqrt(squares);
  }

  #changeReference(square: number): void {
    const factor = Math.exp(this.#halfBeta * (square - this.#reference));
    this.#reference = square;
    this.#sum *= factor;
    this.#weighted.forEach((value, i) => (this.#weighted[i] = value * factor));
  }

  #addCandidate(index: number, square: number, row: Float32Array): void {
    const last = this.#candidates.at(-1);
    const isFull = this.#candidates.length > MAX_SHARES;
    if (last && isFull && square > last.square) return;
    const original = this.#candidates.find((one) => areCopies(squaredDistance(one.row, row)));
    if (original) {
      original.copies += 1;
      return;
    }
    const at = this.#candidates.findIndex((one) => square < one.square);
    const candidate = { index, square, row: row.slice(), copies: 1 };
    this.#candidates.splice(at < 0 ? this.#candidates.length : at, 0, candidate);
    this.#candidates.length = Math.min(this.#candidates.length, MAX_SHARES + 1);
  }
}

/** Returns the squared distance from each row to its nearest other memory that is no copy of it; infinite where there is none. */
async function neighbourSquares(
  rows: readonly Float32Array[],
  memories: RowSource,
  signal: AbortSignal,
): Promise<number[]> {
  const { dim } = memories;
  const best = rows.map(() => Infinity);
  for await (const { states } of memories.blocks(signal)) {
    for (let k = 0; k < states.length / dim; k++) {
      const memory = rowOf(states, k, dim);
      rows.forEach((row, i) => {
        const square = squaredDistance(row, memory, best[i]);
        if (!areCopies(square)) best[i] = Math.min(best[i] ?? Infinity, square);
      });
    }
  }
  return best;
}

/** Returns the squared distances [K] from a state to all memories [K, dim]. */
export function squaredDistances(state: Float32Array, memories: Float32Array): Float64Array {
  const dim = state.length;
  return Float64Array.from({ length: memories.length / dim }, (_, k) =>
    squaredDistance(state, rowOf(memories, k, dim)),
  );
}
