import { MIB } from '#shared/units';
import { yieldToOthers } from '../cooperative-yield';

/** Some of the memories, in their order. */
export interface Stretch {
  /** The number of its first one. */
  readonly first: number;
  /** [n, dim] */
  readonly states: Float32Array;
}

/** Memories one stretch after the other: from where they are kept, or as they are read. */
export interface MemoryRows {
  readonly dim: number;
  readonly stretches: (signal: AbortSignal) => AsyncIterable<Stretch>;
}

/** Stretches are about this large: what is done with one takes some milliseconds. */
const STRETCH_BYTES = 16 * MIB;

export function rowsPerStretch(dim: number): number {
  return Math.max(1, Math.floor(STRETCH_BYTES / (dim * Float32Array.BYTES_PER_ELEMENT)));
}

/** Rows that are there, [K, dim]. */
export function keptRows(states: Float32Array, dim: number): MemoryRows {
  return {
    dim,
    stretches: async function* (signal) {
      const count = states.length / dim;
      const most = rowsPerStretch(dim);
      for (let first = 0; first < count; first += most) {
        await yieldToOthers(signal);
        yield { first, states: states.subarray(first * dim, (first + most) * dim) };
      }
    },
  };
}
