import type { Runtime } from '#engine/graphs/runtime';
import { ProjectionOnDevice } from '#engine/memories/projection-on-device';
import type { Projection } from '#engine/memories/projection';
import { rowsOf } from './reference';

/** S x of states [n, dim] as the graphs compute it, [n][numRows]. */
export async function project(
  runtime: Runtime,
  projection: Projection,
  states: Float32Array,
  dim: number,
): Promise<number[][]> {
  const onDevice = await ProjectionOnDevice.make(runtime, projection);
  const graph = await runtime.graph(`project_${projection.graph}`);
  const x = runtime.tensor(states, [states.length / dim, dim]);
  const out = await graph.run({ ...onDevice.tensors, x, beta: runtime.scalar(1) });
  await onDevice.dispose();
  const radians = out.floats('phases').map((cycles) => cycles * 2 * Math.PI);
  return rowsOf(radians, projection.numRows);
}
