import type { EnergyForm } from '#shared/setup';
import type { Runtime } from '../graphs/runtime';
import { statesPerCall } from '../memories/projection-on-device';
import { meanState } from '../memories/queries';
import type { Model } from './model';

/** Puts MrDAM on the device: the memories [K, D] as rows, less their mean so that float32 loses few digits. The caller disposes it. */
export async function makeMrdam(
  runtime: Runtime,
  memories: Float32Array,
  dim: number,
  beta: number,
  form: EnergyForm = 'log',
): Promise<Model> {
  const numMemories = memories.length / dim;
  const mean = Float32Array.from(meanState(memories, dim));
  const centred = memories.map((value, i) => value - (mean[i % dim] ?? 0));
  const center = await runtime.constant(mean, [1, dim]);
  const rows = await runtime.constant(centred, [numMemories, dim]);
  const halfSquares = await runtime.constant(halfSquaresOf(centred, dim), [1, numMemories]);
  return {
    name: 'mrdam',
    graph: 'mrdam',
    inputs: {
      center: center.tensor,
      memories: rows.tensor,
      half_squares: halfSquares.tensor,
      beta: runtime.scalar(beta),
      log_form: runtime.scalar(form === 'log' ? 1 : 0),
    },
    queriesPerCall: statesPerCall(Math.max(numMemories, dim)),
    async dispose() {
      for (const constant of [center, rows, halfSquares]) await constant.dispose();
    },
  };
}

/** Returns |xi|^2 / 2 of every row, less the mean of all; summed in float64. */
function halfSquaresOf(rows: Float32Array, dim: number): Float32Array {
  const halves = Float64Array.from({ length: rows.length / dim }, (_, k) => {
    let sum = 0;
    for (let i = k * dim; i < (k + 1) * dim; i++) sum += (rows[i] ?? 0) ** 2;
    return sum / 2;
  });
  const mean = halves.reduce((a, b) => a + b, 0) / halves.length;
  return Float32Array.from(halves, (half) => half - mean);
}
