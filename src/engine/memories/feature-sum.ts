import type { Runtime } from '../graphs/runtime';
import type { ProjectionOnDevice } from './projection-on-device';

/**
 * T of DrDAM, the sum of the features of all memories. It is stored in float64 and without its factor
 * 1/sqrt(Y), so that adding and removing memories any number of times does not lose accuracy
 * (docs/decisions/feature-maps.md). Rows past Y have no effect.
 */
export interface FeatureSum {
  /** The family of the graphs that evaluate it, drdam_<family>_<projection>. */
  readonly family: 'sincos' | 'exp' | 'expexp';
  /** The count of numbers in T: Y, or 2 Y. */
  readonly numParameters: number;
  /**
   * The effective number of memories K_eff = |T|^2 / Y; null for the positive maps, whose noise follows other
   * laws.
   */
  readonly effectiveMemories: number | null;
  /** Returns T as the inputs of its graphs, arrays [numRows] by name. Cost: O(Y). */
  inputs(): Readonly<Record<string, Float32Array>>;
  /** Adds (weight 1) or subtracts (-1) the features of memories [count, dim]. */
  add(batch: FeatureBatch, weight: 1 | -1): Promise<void>;
  /** Returns an independent copy. Cost: O(Y). */
  copy(): FeatureSum;
}

/** Memories whose features fit in one call to the device. */
export interface FeatureBatch {
  readonly runtime: Runtime;
  readonly projection: ProjectionOnDevice;
  /** [count, dim] */
  readonly states: Float32Array;
  readonly count: number;
  readonly beta: number;
}
