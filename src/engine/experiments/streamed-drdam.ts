import { evaluate } from '../descent/evaluate';
import type { Runtime } from '../graphs/runtime';
import { MAX_TENSOR_BYTES } from '../graphs/runtime';
import type { FeatureSum } from '../memories/feature-sum';
import type { OpenRowBlock, RowRange, RowBlockSpec } from './row-blocks';
import { bytesOfRows, openRowBlock, rowBlocks } from './row-blocks';
import type { Estimate } from './kernel-sums';
import { makeKernelSums } from './kernel-sums';

interface Part {
  readonly range: RowRange;
  /** The part of T that belongs to these rows. */
  readonly memory: FeatureSum;
  /** The block on the device, if it is kept there. */
  readonly rows: OpenRowBlock | undefined;
}

/**
 * DrDAM with an S that need not fit in memory. T is kept, and as many blocks of S as fit the byte budget; the others are
 * drawn again at every evaluation.
 */
export class StreamedDrdam {
  readonly #runtime: Runtime;
  readonly #spec: RowBlockSpec;
  readonly #parts: readonly Part[];

  private constructor(runtime: Runtime, spec: RowBlockSpec, parts: readonly Part[]) {
    this.#runtime = runtime;
    this.#spec = spec;
    this.#parts = parts;
  }

  /** Sums T, block after block. The caller disposes the result. Cost: O(K Y D). */
  static async make(
    runtime: Runtime,
    spec: RowBlockSpec,
    numFeatures: number,
    signal: AbortSignal,
    keptBytes = MAX_TENSOR_BYTES,
  ): Promise<StreamedDrdam> {
    const parts: Part[] = [];
    const made = new StreamedDrdam(runtime, spec, parts);
    try {
      for (const range of rowBlocks(0, numFeatures, spec.dim)) {
        const rows = await openRowBlock(runtime, spec, range, signal);
        const isKept = bytesOfRows(range.first + range.count, spec.dim) <= keptBytes;
        if (!isKept) await rows.dispose();
        parts.push({ range, memory: rows.memory, rows: isKept ? rows : undefined });
      }
    } catch (thrown) {
      await made.dispose();
      throw thrown;
    }
    return made;
  }

  /** Evaluates states [n, dim]. Cost: O(n Y D), and drawing the blocks that are not kept. */
  async evaluate(states: Float32Array, signal: AbortSignal): Promise<Estimate> {
    const { dim, featureMap } = this.#spec;
    const sums = makeKernelSums(featureMap, states.length / dim, dim, this.#spec);
    for (const { range, memory, rows } of this.#parts) {
      const open = rows ?? (await openRowBlock(this.#runtime, this.#spec, range, signal, memory));
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

/**
 * Yields DrDAM's energies and gradients of states [n, dim] at several Y, ascending, in one pass over the rows of S, with one
 * block in memory at a time. Cost: O(Y D (K + n)) at the largest Y.
 */
export async function* estimatesByFeatures(
  runtime: Runtime,
  spec: RowBlockSpec,
  states: Float32Array,
  counts: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<Estimate> {
  const { dim, featureMap } = spec;
  const sums = makeKernelSums(featureMap, states.length / dim, dim, spec);
  let done = 0;
  for (const numFeatures of counts) {
    for (const range of rowBlocks(done, numFeatures, dim)) {
      const rows = await openRowBlock(runtime, spec, range, signal);
      try {
        sums.add(await evaluate(runtime, rows.model, states, dim, signal), range.count);
      } finally {
        await rows.dispose();
      }
    }
    done = numFeatures;
    yield sums.estimate(numFeatures);
  }
}
