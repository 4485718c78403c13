import type { FeatureMap } from '#shared/setup';
import { yieldToEventLoop } from '../cooperative-yield';
import type { Runtime } from '../graphs/runtime';
import type { FeatureSum } from './feature-sum';
import { PositiveSum } from './positive-sum';
import type { ProjectionOnDevice } from './projection-on-device';
import { statesPerCall } from './projection-on-device';
import { TrigSum } from './trig-sum';

/** Returns an empty T of a feature map. `phase` [Y] is the phases of the Cos map; other maps ignore it. */
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
 * Adds (weight 1) or subtracts (-1) the features of memories [K, dim], in batches, so that memory never
 * contains the features of all. Cost: O(K Y log D) structured, O(K Y D) Gaussian, whatever T already sums.
 * @throws EngineError `cancelled` if `signal` is aborted; T then contains a part of the memories.
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

/** Sums T of memories [K, dim] for a feature map. */
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
