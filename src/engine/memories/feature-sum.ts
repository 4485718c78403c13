import type { FeatureMap } from '#shared/setup';
import type { Runtime } from '../graphs/runtime';
import { yieldToEventLoop } from '../cooperative-yield';
import type { ProjectionOnDevice } from './projection-on-device';
import { statesPerCall } from './projection-on-device';
import { PositiveSum } from './positive-sum';
import { TrigSum } from './trig-sum';

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

/** `phase` [Y] belongs to the Cos map: the others do not depend on one. */
export function emptyFeatureSum(
  map: FeatureMap,
  { projection }: ProjectionOnDevice,
  phase?: Float32Array,
): FeatureSum {
  const { numRows, numFeatures } = projection;
  if (map === 'exp' || map === 'expexp') return new PositiveSum(map, numRows, numFeatures);
  return new TrigSum(numRows, numFeatures, map === 'cos' ? (phase ?? new Float32Array(numFeatures)) : null);
}

/**
 * Adds (weight 1) or takes away (-1) memories [K, dim], in chunks, so that the features of all are never there at
 * once. Cost: O(K Y log D) structured, O(K Y D) Gaussian; it does not depend on what is stored already.
 */
export async function addFeatures(
  memory: FeatureSum,
  runtime: Runtime,
  projection: ProjectionOnDevice,
  memories: Float32Array,
  dim: number,
  beta: number,
  weight: 1 | -1,
  signal: AbortSignal,
): Promise<void> {
  const perCall = statesPerCall(projection.projection.numRows);
  for (let first = 0; first < memories.length / dim; first += perCall) {
    await yieldToEventLoop(signal);
    const states = memories.subarray(first * dim, (first + perCall) * dim);
    await memory.add({ runtime, projection, states, count: states.length / dim, beta }, weight);
  }
}

/** T of memories [K, dim] under a feature map. */
export async function sumFeatures(
  runtime: Runtime,
  projection: ProjectionOnDevice,
  memories: Float32Array,
  dim: number,
  beta: number,
  signal: AbortSignal,
  map: FeatureMap = 'sincos',
  phase?: Float32Array,
): Promise<FeatureSum> {
  const memory = emptyFeatureSum(map, projection, phase);
  await addFeatures(memory, runtime, projection, memories, dim, beta, 1, signal);
  return memory;
}
