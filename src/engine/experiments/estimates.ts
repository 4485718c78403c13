import { evaluate } from '../descent/evaluate';
import type { Runtime } from '../graphs/runtime';
import type { RowsSpec } from './row-blocks';
import { openRows, rowBlocks } from './row-blocks';
import type { Estimate } from './kernel-sums';
import { emptySums } from './kernel-sums';

/**
 * DrDAM's energies and gradients of states [n, dim] for several Y, which ascend, in one pass over the rows of S:
 * every Y is a place to stop and look. Of S no more than a block is there. Cost: O(Y D (K + n)) at the largest Y.
 */
export async function* estimatesByFeatures(
  runtime: Runtime,
  spec: RowsSpec,
  states: Float32Array,
  counts: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<Estimate> {
  const { dim, featureMap } = spec;
  const sums = emptySums(featureMap, states.length / dim, dim, spec);
  let done = 0;
  for (const numFeatures of counts) {
    for (const range of rowBlocks(done, numFeatures, dim)) {
      const rows = await openRows(runtime, spec, range, signal);
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
