import type { Runtime } from '../graphs/runtime';
import type { ProjectionOnDevice } from './projection-on-device';

/**
 * T of DrDAM: the features of all memories, summed. It is kept in float64 and without its factor 1/sqrt(Y), so that
 * memories can come and go for ever (docs/decisions/feature-maps.md). Rows past Y count for nothing.
 */
export interface FeatureSum {
  /** Which graphs take it: drdam_<family>_<projection>. */
  readonly family: 'sincos' | 'exp' | 'expexp';
  /** The numbers of T: Y, or 2 Y. */
  readonly numParameters: number;
  /** K_eff as T tells it, |T|^2 with its factor 1/Y; null for the positive maps, whose noise follows other laws. */
  readonly effectiveMemories: number | null;
  /** T as its graphs take it: rows [numRows], by the names of their inputs. Cost: O(Y). */
  inputs(): Readonly<Record<string, Float32Array>>;
  /** Adds (weight 1) or takes away (-1) the features of memories x [count, dim], given as the graph of `features`. */
  add(chunk: FeatureBatch, weight: 1 | -1): Promise<void>;
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
