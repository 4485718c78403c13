import type { Runtime } from '../graphs/runtime';
import type { DistributedMemory, ProjectionOnDevice } from '../memories/features';
import { statesPerCall } from '../memories/features';
import type { Model } from './model';

/** DrDAM: T on the device, beside the projection that made it (which stays its maker's to dispose). */
export async function makeDrdam(
  runtime: Runtime,
  { projection, tensors }: ProjectionOnDevice,
  memory: DistributedMemory,
  beta: number,
  epsilon: number,
): Promise<Model> {
  const column = [projection.numRows, 1] as const;
  const cos = await runtime.constant(memory.cos, column);
  const sin = await runtime.constant(memory.sin, column);
  return {
    name: 'drdam',
    graph: `drdam_sincos_${projection.graph}_descent`,
    inputs: {
      ...tensors,
      t_cos: cos.tensor,
      t_sin: sin.tensor,
      beta: runtime.scalar(beta),
      num_features: runtime.scalar(projection.numFeatures),
      epsilon: runtime.scalar(epsilon),
    },
    queriesPerCall: statesPerCall(projection.numRows),
    async dispose() {
      for (const constant of [cos, sin]) await constant.dispose();
    },
  };
}
