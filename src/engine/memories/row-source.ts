import { MIB } from '#shared/units';
import { yieldToEventLoop } from '../cooperative-yield';

/** A block of consecutive memories. */
export interface RowBlock {
  /** The index of the first memory. */
  readonly first: number;
  /** The memories, [n, dim]. */
  readonly states: Float32Array;
}

/** Memories as consecutive blocks of rows, which come from memory or are read on demand. */
export interface RowSource {
  readonly dim: number;
  readonly blocks: (signal: AbortSignal) => AsyncIterable<RowBlock>;
}

/** The target size of a block. The work on one block takes a few milliseconds. */
const BLOCK_BYTES = 16 * MIB;

/** Returns how many rows of `dim` numbers a block has. */
export function rowsPerBlock(dim: number): number {
  return Math.max(1, Math.floor(BLOCK_BYTES / (dim * Float32Array.BYTES_PER_ELEMENT)));
}

/** Returns rows in memory [K, dim] as a source of blocks. */
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
