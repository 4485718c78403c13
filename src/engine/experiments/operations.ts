import type { Runtime } from '../graphs/runtime';
import { makeDrdam } from '../descent/drdam';
import { evaluate } from '../descent/evaluate';
import { sumFeatures } from '../memories/sum-features';
import { ProjectionOnDevice } from '../memories/projection-on-device';
import { factorSizes } from '../memories/factors';
import { gaussianProjection, STRUCTURED_FROM_DIM } from '../memories/projection';

/**
 * The arithmetic of an experiment, from which its time is estimated before it starts. The unit is one multiply-add of a
 * dense product; a cosine with its sine counts as many of them.
 */
const COS_SIN = 30;

/** Operations of a structured row: three rounds of all factors, and back; small products take half the time of a dense one. */
function structuredRowOperations(dim: number): number {
  return 3 * factorSizes(dim).reduce((sum, size) => sum + size, 0);
}

/** Returns the operations of DrDAM's energy and gradient at `count` states. */
export function drdamOperations(
  count: number,
  numFeatures: number,
  dim: number,
  projection: 'gaussian' | 'structured' | 'auto',
): number {
  const isDense = projection === 'gaussian' || (projection === 'auto' && dim < STRUCTURED_FROM_DIM);
  return count * numFeatures * (COS_SIN + (isDense ? 2 * dim : structuredRowOperations(dim)));
}

/** Measures the operations per second of a device, by calls of some tens of milliseconds. */
export async function operationsPerSecond(runtime: Runtime, signal: AbortSignal): Promise<number> {
  const [dim, numFeatures, count] = [64, 4096, 64];
  const onDevice = await ProjectionOnDevice.make(runtime, gaussianProjection(dim, numFeatures, 0));
  const states = new Float32Array(count * dim).fill(0.5 / Math.sqrt(dim));
  try {
    const memory = await sumFeatures(runtime, onDevice, states, dim, 1, signal);
    const model = await makeDrdam(runtime, onDevice, memory, { beta: 1, epsilon: 1e-5 });
    let best = Infinity;
    for (let round = 0; round < 3; round++) {
      const begun = performance.now();
      await evaluate(runtime, model, states, dim, signal);
      best = Math.min(best, performance.now() - begun);
    }
    await model.dispose();
    return drdamOperations(count, numFeatures, dim, 'gaussian') / (best / 1e3);
  } finally {
    await onDevice.dispose();
  }
}
