import { euclideanDistance } from '#shared/distances';

/** Distances are computed for a state that has been shown for this long. */
const REST_MS = 150;
const SLICE_MS = 5;
/** Number of results kept, for going back and forth between a few steps. */
const MAX_CACHED = 8;

/** RMS pixel differences [K] between memories [K, D] and a state [D]. */
export interface Distances {
  readonly memories: Float32Array;
  readonly distances: Float64Array;
}

/** The key is the state's place in memory and how often the recording has rewritten such places. */
interface CachedDistances extends Distances {
  readonly buffer: ArrayBufferLike;
  readonly offset: number;
  readonly revision: number;
}

/** Computes the memories' distances from the shown state, in short tasks while the playhead rests. */
export class MemoryDistances {
  /** The last result; it stays while the next one is computed. */
  now = $state.raw<Distances | null>(null);
  #cache: CachedDistances[] = [];

  /**
   * Starts the computation for `memories` [K, D] and `state` [D] of a recording that was rewritten `revision` times.
   * Returns a function that stops it.
   */
  compute(memories: Float32Array, state: Float32Array, revision: number): () => void {
    const { buffer, byteOffset: offset } = state;
    const cached = this.#cache.find(
      (one) =>
        one.memories === memories &&
        one.buffer === buffer &&
        one.offset === offset &&
        one.revision === revision,
    );
    if (cached) {
      this.now = cached;
      return () => undefined;
    }
    const distances = new Float64Array(memories.length / state.length);
    let k = 0;
    const slice = () => {
      const deadline = performance.now() + SLICE_MS;
      while (k < distances.length && performance.now() < deadline) {
        distances[k] = euclideanDistance(state, memories.subarray(k * state.length, (k + 1) * state.length));
        k++;
      }
      if (k < distances.length) {
        timer = setTimeout(slice);
        return;
      }
      const result = { memories, distances, buffer, offset, revision };
      this.#cache = [result, ...this.#cache.slice(0, MAX_CACHED - 1)];
      this.now = result;
    };
    let timer = setTimeout(slice, REST_MS);
    return () => {
      clearTimeout(timer);
    };
  }
}
