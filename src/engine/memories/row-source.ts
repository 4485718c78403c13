import { MIB } from '#shared/units';
import { yieldToEventLoop } from '../cooperative-yield';

/** Some of the memories, in their order. */
export interface RowBlock {
  /** The number of its first one. */
  readonly first: number;
  /** [n, dim] */
  readonly states: Float32Array;
}

/** Memories one stretch after the other: from where they are kept, or as they are read. */
export interface RowSource {
  readonly dim: number;
  readonly blocks: (signal: AbortSignal) => AsyncIterable<RowBlock>;
}

/** Stretches are about this large: what is done with one takes some milliseconds. */
const STRETCH_BYTES = 16 * MIB;

export function rowsPerBlock(dim: number): number {
  return Math.max(1, Math.floor(STRETCH_BYTES / (dim * Float32Array.BYTES_PER_ELEMENT)));
}

/** Rows that are there, [K, dim]. */
export function rowsInMemory(states: Float32Array, dim: number): RowSource {
  return {
    dim,
    blocks: async function* (signal) {
      const count = states.length / dim;
      const most = rowsPerBlock(dim);
      for (let first = 0; first < count; first += most) {
        await yieldToEventLoop(signal);
        yield { first, states: states.subarray(first * dim, (first + most) * dim) };
      }
    },
  };
}
