import { closeSync, readSync, writeSync } from 'node:fs';
import { MIB } from '#shared/units';

const PIECE_BYTES = 4 * MIB;

/**
 * Buffers states [kept steps, numQueries, dim] on disk. They arrive in groups of queries, leave in order, and together
 * may not fit in memory.
 */
export class StateSpool {
  readonly #file: number;
  readonly #shape: readonly [number, number, number];

  /** `file` is a descriptor open for reading and writing, which `close` closes. */
  constructor(file: number, shape: readonly [keptSteps: number, numQueries: number, dim: number]) {
    this.#file = file;
    this.#shape = shape;
  }

  /** Stores the states of consecutive queries at the `index`-th kept step. */
  put(index: number, firstQuery: number, states: Float32Array): void {
    const [, numQueries, dim] = this.#shape;
    const bytes = new Uint8Array(states.buffer, states.byteOffset, states.byteLength);
    const position = (index * numQueries + firstQuery) * dim * Float32Array.BYTES_PER_ELEMENT;
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.#file, bytes, written, bytes.length - written, position + written);
    }
  }

  /** Returns all states in order. */
  *pieces(): Generator<Uint8Array> {
    const total = this.#shape.reduce((a, b) => a * b, Float32Array.BYTES_PER_ELEMENT);
    for (let position = 0; position < total;) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, total - position));
      const count = readSync(this.#file, piece, 0, piece.length, position);
      if (count === 0) throw new Error('The states on disk are incomplete.');
      position += count;
      yield piece.subarray(0, count);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
