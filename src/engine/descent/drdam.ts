import type { EnergyForm } from '#shared/setup';
import type { Constant, Runtime } from '../graphs/runtime';
import type { FeatureSum } from '../memories/feature-sum';
import type { ProjectionOnDevice } from '../memories/projection-on-device';
import { statesPerCall } from '../memories/projection-on-device';
import type { Model } from './model';

/** The parameters of DrDAM's energy. */
export interface DrdamOptions {
  readonly beta: number;
  /** The lower limit of phi.T before the logarithm; the positive maps have none. */
  readonly epsilon: number;
  readonly form?: EnergyForm | undefined;
}

/** Puts DrDAM on the device: T, next to the projection that made it. The caller disposes both the model and the projection. */
export async function makeDrdam(
  runtime: Runtime,
  { projection, tensors }: ProjectionOnDevice,
  memory: Pick<FeatureSum, 'family' | 'inputs'>,
  { beta, epsilon, form = 'log' }: DrdamOptions,
): Promise<Model> {
  const sums: Record<string, Constant> = {};
  for (const [name, data] of Object.entries(memory.inputs())) {
    sums[name] = await runtime.constant(data, [1, projection.numRows]);
  }
  return {
    name: 'drdam',
    graph: `drdam_${memory.family}_${projection.graph}`,
    inputs: {
      ...tensors,
      ...Object.fromEntries(Object.entries(sums).map(([name, { tensor }]) => [name, tensor])),
      beta: runtime.scalar(beta),
      num_features: runtime.scalar(projection.numFeatures),
      log_form: runtime.scalar(form === 'log' ? 1 : 0),
      ...(memory.family === 'sincos' && { epsilon: runtime.scalar(epsilon) }),
    },
    queriesPerCall: statesPerCall(projection.numRows),
    async dispose() {
      for (const constant of Object.values(sums)) await constant.dispose();
    },
  };
}
