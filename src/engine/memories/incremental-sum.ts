import { createHash } from 'node:crypto';
import type { FeatureMap } from '#shared/setup';
import type { Runtime } from '../graphs/runtime';
import type { FeatureSum } from './feature-sum';
import { addFeatures, emptyFeatureSum } from './sum-features';
import type { ProjectionOnDevice } from './projection-on-device';

/**
 * Updates T incrementally as memories are added and removed. It does not compute the features of other
 * memories again.
 */
export class IncrementalSum {
  /** The memories [K, dim] that T sums. */
  #stored: Float32Array = new Float32Array();
  #sum: Promise<FeatureSum> | null = null;

  constructor(
    readonly map: FeatureMap,
    readonly beta: number,
    readonly dim: number,
    readonly phase?: Float32Array,
  ) {}

  /**
   * Updates T to the sum over memories [K, dim] and returns it. Sums that were returned before do not change,
   * and a cancelled call has no effect. Cost: the features of the memories that were added or removed since
   * the last call.
   * @throws EngineError `cancelled` if `signal` is aborted.
   */
  async update(
    runtime: Runtime,
    projection: ProjectionOnDevice,
    memories: Float32Array,
    signal: AbortSignal,
  ): Promise<FeatureSum> {
    // updates run one after another, so that each starts from the result of the previous one
    const before = this.#sum?.catch(() => null);
    const next = this.#changed(before, runtime, projection, memories, signal);
    this.#sum = next.catch(async () => {
      const last = await before;
      return last ?? this.#empty(projection);
    });
    return next;
  }

  async #changed(
    before: Promise<FeatureSum | null> | undefined,
    runtime: Runtime,
    projection: ProjectionOnDevice,
    memories: Float32Array,
    signal: AbortSignal,
  ): Promise<FeatureSum> {
    const { dim } = this;
    const last = (await before) ?? this.#empty(projection);
    const { removed, added } = difference(this.#stored, memories, dim);
    if (removed.length === 0 && added.length === 0) return last;
    // if most memories change, a new sum is less work
    const isFresh = removed.length + added.length >= memories.length;
    const changed = isFresh ? this.#empty(projection) : last.copy();
    const change = (states: Float32Array, weight: 1 | -1) =>
      addFeatures(changed, runtime, projection, states, dim, this.beta, weight, signal);
    if (!isFresh) await change(removed, -1);
    await change(isFresh ? memories : added, 1);
    this.#stored = memories;
    return changed;
  }

  #empty(projection: ProjectionOnDevice): FeatureSum {
    return emptyFeatureSum(this.map, projection, this.phase);
  }
}

/**
 * Returns the rows [n, dim] of `before` that `after` lacks, and those that it adds. Common rows at the
 * beginning and end are compared directly, which covers all others if a single memory is added or removed;
 * only the rest is hashed.
 */
function difference(before: Float32Array, after: Float32Array, dim: number) {
  const least = Math.min(before.length, after.length) / dim;
  const [left, right] = [bytesOf(before), bytesOf(after)];
  const bytes = dim * Float32Array.BYTES_PER_ELEMENT;
  const isSame = (a: number, b: number) =>
    Buffer.compare(left.subarray(a, a + bytes), right.subarray(b, b + bytes)) === 0;
  let head = 0;
  while (head < least && isSame(head * bytes, head * bytes)) head++;
  let tail = 0;
  while (tail < least - head && isSame(left.length - (tail + 1) * bytes, right.length - (tail + 1) * bytes))
    tail++;
  const between = (rows: Float32Array) => rows.subarray(head * dim, rows.length - tail * dim);
  return differenceByKeys(between(before), between(after), dim);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function differenceByKeys(before: Float32Array, after: Float32Array, dim: number) {
  const keysOf = (rows: Float32Array) =>
    Array.from({ length: rows.length / dim }, (_, k) =>
      createHash('sha1')
        .update(rows.subarray(k * dim, (k + 1) * dim))
        .digest('base64'),
    );
  const [keysBefore, keysAfter] = [keysOf(before), keysOf(after)];
  return {
    removed: rowsNotIn(before, keysBefore, keysAfter, dim),
    added: rowsNotIn(after, keysAfter, keysBefore, dim),
  };
}

/** Returns the rows whose keys are not among `others`. Each key of `others` matches one row only. */
function rowsNotIn(
  rows: Float32Array,
  keys: readonly string[],
  others: readonly string[],
  dim: number,
): Float32Array {
  const left = new Map<string, number>();
  for (const key of others) left.set(key, (left.get(key) ?? 0) + 1);
  const missing = keys.flatMap((key, k) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0 ? [] : [k];
  });
  const found = new Float32Array(missing.length * dim);
  missing.forEach((k, i) => {
    found.set(rows.subarray(k * dim, (k + 1) * dim), i * dim);
  });
  return found;
}
