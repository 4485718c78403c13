import { euclideanDistance } from '#shared/distances';

/** A state counts as the one that is looked at once nothing else was for so long. */
const REST_MS = 150;
const SLICE_MS = 5;
/** So many answers are kept: one goes to and fro between a few steps. */
const MOST_KEPT = 8;

/** How far each of some memories [K, D] is from a state: RMS pixel differences [K]. */
export interface Distances {
  readonly memories: Float32Array;
  readonly distances: Float64Array;
}

/** A state is known by its place in memory, and by how often such places were written anew. */
interface Answer extends Distances {
  readonly buffer: ArrayBufferLike;
  readonly offset: number;
  readonly rewrites: number;
}

/** How far memories are from the state that is looked at, computed while nothing moves and in short tasks. */
export class MemoryDistances {
  /** Those of before while others are computed. */
  now = $state.raw<Distances | null>(null);
  #kept: Answer[] = [];

  /** `memories` [K, D]; `state` [D] of a recording that was rewritten so often. Returns what ends it. */
  look(memories: Float32Array, state: Float32Array, rewrites: number): () => void {
    const { buffer, byteOffset: offset } = state;
    const known = this.#kept.find(
      (answer) =>
        answer.memories === memories &&
        answer.buffer === buffer &&
        answer.offset === offset &&
        answer.rewrites === rewrites,
    );
    if (known) {
      this.now = known;
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
      const answer = { memories, distances, buffer, offset, rewrites };
      this.#kept = [answer, ...this.#kept.slice(0, MOST_KEPT - 1)];
      this.now = answer;
    };
    let timer = setTimeout(slice, REST_MS);
    return () => {
      clearTimeout(timer);
    };
  }
}
