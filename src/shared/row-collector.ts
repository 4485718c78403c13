import type { FrameMeta } from './api';
import { invariant } from './errors';
import type { FrameArray, NumericArray } from './rpc/frame';

type Name = FrameMeta<'prepare'>['name'];

/** Collects the rows that `prepare` sends. Each kind can be had as a whole once all are there, and empty where none came. */
export class RowCollector {
  readonly #parts = new Map<Name, NumericArray[]>();
  readonly #whole = new Map<Name, NumericArray>();

  readonly take = ({ name }: FrameMeta<'prepare'>, arrays: Readonly<Record<string, FrameArray>>): void => {
    const data = arrays[name]?.data;
    invariant(data, `the frame holds ${name}`);
    const parts = this.#parts.get(name) ?? [];
    this.#parts.set(name, parts);
    parts.push(data);
  };

  floats(name: 'memories' | 'queries' | 'origins'): Float32Array {
    return this.#join(name, Float32Array);
  }

  doubles(name: 'memory_squares' | 'query_squares'): Float64Array {
    return this.#join(name, Float64Array);
  }

  clamped(): Uint8Array {
    return this.#join('clamped', Uint8Array);
  }

  #join<T extends NumericArray>(name: Name, Kind: new (length: number) => T): T {
    const known = this.#whole.get(name);
    if (known instanceof Kind) return known;
    const parts = this.#parts.get(name) ?? [];
    const whole = new Kind(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts.splice(0)) {
      whole.set(part, at);
      at += part.length;
    }
    this.#whole.set(name, whole);
    return whole;
  }
}
