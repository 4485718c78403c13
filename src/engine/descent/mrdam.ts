import type { Runtime } from '../graphs/runtime';
import { statesPerCall } from '../memories/features';
import type { Model } from './model';

/** MrDAM: the memories [K, D] as rows on the device. */
export async function makeMrdam(
  runtime: Runtime,
  memories: Float32Array,
  dim: number,
  beta: number,
): Promise<Model> {
  const numMemories = memories.length / dim;
  const rows = await runtime.constant(memories, [numMemories, dim]);
  const halfSquares = await runtime.constant(halfSquaresOf(memories, dim), [1, numMemories]);
  return {
    name: 'mrdam',
    graph: 'mrdam_descent',
    inputs: { memories: rows, half_squares: halfSquares, beta: runtime.scalar(beta) },
    queriesPerCall: statesPerCall(Math.max(numMemories, dim)),
    dispose() {
      rows.dispose();
      halfSquares.dispose();
    },
  };
}

/** |xi|^2 / 2 of every memory, summed in float64. */
function halfSquaresOf(memories: Float32Array, dim: number): Float32Array {
  return Float32Array.from({ length: memories.length / dim }, (_, k) => {
    let sum = 0;
    for (let i = k * dim; i < (k + 1) * dim; i++) sum += (memories[i] ?? 0) ** 2;
    return sum / 2;
  });
}
