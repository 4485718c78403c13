import { evaluate } from '../descent/evaluate';
import type { Runtime } from '../graphs/runtime';
import { MAX_TENSOR_BYTES } from '../graphs/runtime';
import type { FeatureSum } from '../memories/feature-sum';
import type { OpenRows, RowRange, RowsSpec } from './row-blocks';
import { bytesOf, openRows, rowBlocks } from './row-blocks';
import type { Estimate } from './kernel-sums';
import { emptySums } from './kernel-sums';

interface Part {
  readonly range: RowRange;
  /** The part of T that belongs to these rows. */
  readonly memory: FeatureSum;
  /** The rows themselves, where they are held. */
  readonly rows: OpenRows | undefined;
}

/**
 * DrDAM whose S need not fit in memory: T is kept, and of S as many blocks as the byte budget takes. The others are
 * drawn again at every evaluation.
 */
export class StreamedDrdam {
  readonly #runtime: Runtime;
  readonly #spec: RowsSpec;
  readonly #parts: readonly Part[];

  private constructor(runtime: Runtime, spec: RowsSpec, parts: readonly Part[]) {
    this.#runtime = runtime;
    this.#spec = spec;
    this.#parts = parts;
  }

  /** Cost: O(K Y D). The caller disposes it. */
  static async make(
    runtime: Runtime,
    spec: RowsSpec,
    numFeatures: number,
    signal: AbortSignal,
    heldBytes = MAX_TENSOR_BYTES,
  ): Promise<StreamedDrdam> {
    const parts: Part[] = [];
    const made = new StreamedDrdam(runtime, spec, parts);
    try {
      for (const range of rowBlocks(0, numFeatures, spec.dim)) {
        const rows = await openRows(runtime, spec, range, signal);
        const isHeld = bytesOf(range.first + range.count, spec.dim) <= heldBytes;
        if (!isHeld) await rows.dispose();
        parts.push({ range, memory: rows.memory, rows: isHeld ? rows : undefined });
      }
    } catch (thrown) {
      await made.dispose();
      throw thrown;
    }
    return made;
  }

  /** Of states [n, dim]. Cost: O(n Y D), and the drawing of what is not held. */
  async evaluate(states: Float32Array, signal: AbortSignal): Promise<Estimate> {
    const { dim, featureMap } = this.#spec;
    const sums = emptySums(featureMap, states.length / dim, dim, this.#spec);
    for (const { range, memory, rows } of this.#parts) {
      const open = rows ?? (await openRows(this.#runtime, this.#spec, range, signal, memory));
      try {
        sums.add(await evaluate(this.#runtime, open.model, states, dim, signal), range.count);
      } finally {
        if (!rows) await open.dispose();
      }
    }
    return sums.estimate(this.#parts.reduce((sum, { range }) => sum + range.count, 0));
  }

  async dispose(): Promise<void> {
    for (const { rows } of this.#parts) await rows?.dispose();
  }
}
