import type { FrameMeta } from './api';
import { invariant } from './errors';
import type { FrameArray, NumericArray } from './rpc/frame';

type Name = FrameMeta<'prepare'>['name'];

/**
 * Collects the rows that `prepare` sends. Once the call has ended, each array can be read; it is empty if no
 * rows came.
 */
export class RowCollector {
  readonly #parts = new Map<Name, NumericArray[]>();
  readonly #joined = new Map<Name, NumericArray>();

  /** Adds a frame. @throws EngineError if the frame lacks the array that it names. */
  readonly add = ({ name }: FrameMeta<'prepare'>, arrays: Readonly<Record<string, FrameArray>>): void => {
    const data = arrays[name]?.data;
    invariant(data, `the frame holds ${name}`);
    const parts = this.#parts.get(name) ?? [];
    this.#parts.set(name, parts);
    parts.push(data);
  };

  /** Returns an array of states, [rows * dim]. */
  floats(name: 'memories' | 'queries' | 'origins'): Float32Array {
    return this.#join(name, Float32Array);
  }

  /** Returns an array of squared distances to the memories, [rows * K]. */
  doubles(name: 'memory_squares' | 'query_squares'): Float64Array {
    return this.#join(name, Float64Array);
  }

  /** Returns which coordinates are fixed, [B * dim]: 1 where one is. */
  clamped(): Uint8Array {
    return this.#join('clamped', Uint8Array);
  }

  #join<T extends NumericArray>(name: Name, Kind: new (length: number) => T): T {
    const known = this.#joined.get(name);
    if (known instanceof Kind) return known;
    const parts = this.#parts.get(name) ?? [];
    const joined = new Kind(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts.splice(0)) {
      joined.set(part, at);
      at += part.length;
    }
    this.#joined.set(name, joined);
    return joined;
  }
}
