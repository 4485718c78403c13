import { squaredDistance } from './distances';

/**
 * MrDAM's descents of queries, from distances alone: where they end tells whether DrDAM's can.
 *
 * A step x <- x - alpha M grad E moves the free coordinates towards the mean of the memories under the softmax,
 * so they stay an affine combination of those of the query and of the memories. Squared distances from an
 * affine combination follow from those between its parts, so that a step needs no state. Derivation:
 * docs/science.md.
 */

/** The largest share of a memory in a step that is left out. */
const NEGLIGIBLE = 1e-18;
/** A descent has ended where no squared distance changes by more than this in a step. */
const AT_REST = 1e-10;
/** The most products of coordinates that the distances between memories may take: some tenth of a second. */
const MOST_PRODUCTS = 2 ** 27;

/** A descent's inverse temperature, step size alpha and number of steps. */
export interface MrdamSteps {
  readonly beta: number;
  readonly stepSize: number;
  readonly steps: number;
}

/** The end of a descent. */
export interface MrdamEnd {
  /** The kernel sum s = exp(-beta E). */
  readonly kernelSum: number;
  /** The free coordinates are those of the memories and of the query, with these weights, whose sum is 1. */
  readonly weights: Float64Array;
  readonly weightOfQuery: number;
}

/** Squared distances between the free coordinates of memories, computed when they are first needed. */
class FreeSquares {
  readonly mask: Uint8Array;
  readonly #memories: Float32Array;
  readonly #rows = new Map<number, Float64Array>();

  /** Takes memories [K, D] and a mask [D], which is 1 where a coordinate is fixed. */
  constructor(memories: Float32Array, mask: Uint8Array) {
    this.#memories = memories;
    this.mask = mask;
  }

  /** Returns the squared distances [K] from a memory. Cost: O(K D) the first time. */
  ofMemory(index: number): Float64Array {
    const dim = this.mask.length;
    let row = this.#rows.get(index);
    if (!row) this.#rows.set(index, (row = this.of(this.#memories.subarray(index * dim, (index + 1) * dim))));
    return row;
  }

  /** Returns the squared distances [K] from a state [D]. Cost: O(K D). */
  of(state: Float32Array): Float64Array {
    const [mask, memories, dim] = [this.mask, this.#memories, this.mask.length];
    const squares = new Float64Array(memories.length / dim);
    for (let k = 0; k < squares.length; k++) {
      let sum = 0;
      for (let i = 0; i < dim; i++) {
        if (mask[i] === 0) sum += ((memories[k * dim + i] ?? 0) - (state[i] ?? 0)) ** 2;
      }
      squares[k] = sum;
    }
    return squares;
  }
}

/** MrDAM's descent of one query. */
export class MrdamDescent {
  readonly #between: FreeSquares;
  /** [K] squared distances from the query to the memories over fixed coordinates, which no step changes. */
  readonly #fixed: Float64Array;
  /** [K] the same over free coordinates. */
  readonly #free: Float64Array;

  constructor(memories: Float32Array, query: Float32Array, between: FreeSquares) {
    const dim = query.length;
    this.#between = between;
    this.#free = between.of(query);
    this.#fixed = this.#free.map((free, k) =>
      Math.max(0, squaredDistance(query, memories.subarray(k * dim, (k + 1) * dim)) - free),
    );
  }

  /** Returns the end of the descent. Cost: O(K) for each step and each memory with weight at that step. */
  end({ beta, stepSize, steps }: MrdamSteps): MrdamEnd {
    const [free, fixed] = [this.#free, this.#fixed];
    const count = free.length;
    // of the weights of the state's parts; a part's mixed square is the weighted mean of the squared distances to all parts
    const weights = new Float64Array(count);
    const mixed = Float64Array.from(free);
    let [weightOfQuery, mixedOfQuery] = [1, 0];
    const shares = new Float64Array(count);
    const squares = new Float64Array(count);
    for (let step = 0; step < steps; step++) {
      softmax(shares, mixed, fixed, beta);
      squares.fill(0);
      let ofQuery = 0;
      for (let k = 0; k < count; k++) {
        const share = shares[k] ?? 0;
        if (share < NEGLIGIBLE) continue;
        ofQuery += share * (free[k] ?? 0);
        const row = this.#between.ofMemory(k);
        for (let mu = 0; mu < count; mu++) squares[mu] = (squares[mu] ?? 0) + share * (row[mu] ?? 0);
      }
      weightOfQuery -= stepSize * weightOfQuery;
      mixedOfQuery += stepSize * (ofQuery - mixedOfQuery);
      let largestChange = 0;
      for (let k = 0; k < count; k++) {
        const change = stepSize * ((squares[k] ?? 0) - (mixed[k] ?? 0));
        mixed[k] = (mixed[k] ?? 0) + change;
        weights[k] = (weights[k] ?? 0) + stepSize * ((shares[k] ?? 0) - (weights[k] ?? 0));
        largestChange = Math.max(largestChange, Math.abs(change));
      }
      if (largestChange < AT_REST) break;
    }
    // the squared distance from the state to a part is the part's mixed square, less half the mean of all of them
    const spread =
      weights.reduce((sum, weight, k) => sum + weight * (mixed[k] ?? 0), weightOfQuery * mixedOfQuery) / 2;
    const kernelSum = mixed.reduce((sum, square, k) => {
      const distance = (fixed[k] ?? 0) + Math.max(0, square - spread);
      return sum + Math.exp((-beta / 2) * distance);
    }, 0);
    return { kernelSum, weights, weightOfQuery };
  }
}

/**
 * Returns the descents of queries [B, dim] among memories [K, dim]; `clamped` [B, dim] is 1 where a coordinate is fixed.
 * Returns null if the memories are too many to compute the distances between them. Cost: O(B K D), and O(K^2 D) for each
 * different mask once a descent needs it.
 */
export function mrdamDescents(
  memories: Float32Array,
  queries: Float32Array,
  clamped: Uint8Array,
  dim: number,
): readonly MrdamDescent[] | null {
  const rowOf = <T extends Float32Array | Uint8Array>(rows: T, q: number) =>
    rows.subarray(q * dim, (q + 1) * dim) as T;
  const different: FreeSquares[] = [];
  const squaresFor = (mask: Uint8Array) => {
    let squares = different.find((one) => one.mask.every((isFixed, i) => isFixed === mask[i]));
    if (!squares) different.push((squares = new FreeSquares(memories, mask)));
    return squares;
  };
  const all = Array.from({ length: queries.length / dim }, (_, q) => squaresFor(rowOf(clamped, q)));
  if ((different.length * memories.length ** 2) / dim > MOST_PRODUCTS) return null;
  return all.map((between, q) => new MrdamDescent(memories, rowOf(queries, q), between));
}

/** Writes the softmax of -beta / 2 times the squared distances `free` + `fixed` to `shares`. */
function softmax(shares: Float64Array, free: Float64Array, fixed: Float64Array, beta: number): void {
  let least = Infinity;
  for (let k = 0; k < shares.length; k++) least = Math.min(least, (free[k] ?? 0) + (fixed[k] ?? 0));
  let sum = 0;
  for (let k = 0; k < shares.length; k++) {
    const term = Math.exp((-beta / 2) * ((free[k] ?? 0) + (fixed[k] ?? 0) - least));
    shares[k] = term;
    sum += term;
  }
  for (let k = 0; k < shares.length; k++) shares[k] = (shares[k] ?? 0) / sum;
}
