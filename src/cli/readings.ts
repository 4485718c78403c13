import { distanceBetween, nearestRow } from '#shared/distances';

/** Where a model's kept states [n, B] lie among the memories, read as they come by. */
export class Readings {
  readonly nearest: Int32Array;
  readonly distances: Float32Array;
  /** Distance to the memory that the query was made from; NaN where it was made from none. */
  readonly errors: Float32Array;

  /** `memories` [K, dim]; `origins` [B, dim] are the patterns that queries were made from, or nothing. */
  constructor(
    numKept: number,
    private readonly numQueries: number,
    private readonly memories: Float32Array,
    private readonly origins: Float32Array,
  ) {
    const size = numKept * numQueries;
    this.nearest = new Int32Array(size);
    this.distances = new Float32Array(size);
    this.errors = new Float32Array(size);
  }

  /** Cost: O(K D), less where memories lie far apart. */
  take(index: number, query: number, state: Float32Array): void {
    const dim = state.length;
    const at = index * this.numQueries + query;
    const { index: nearest, square } = nearestRow(this.memories, state);
    this.nearest[at] = nearest;
    this.distances[at] = Math.sqrt(square);
    const origin = this.origins.subarray(query * dim, (query + 1) * dim);
    this.errors[at] = origin.length === 0 ? NaN : distanceBetween(state, origin);
  }
}
