import type { Handlers } from '#shared/rpc/server';
import { subspaceOf } from '../energies/open-models';
import type { EngineContext } from '../engine-context';
import { memoriesInSubspace } from '../memories/subspace';

/**
 * Handles `precomputeFeatures`: sums T of other memories for every stage of a model, beside a descent that runs. MrDAM
 * needs nothing of the kind: it holds the memories themselves.
 */
export function precomputeFeaturesMethod(engine: EngineContext): Handlers['precomputeFeatures'] {
  return async ({ memories: spec, model }, context) => {
    const memories = await engine.memories.loadRows(spec, context);
    const { runtime } = await engine.runtimes.open(model.device, context.signal);
    const start = performance.now();
    if (model.models.includes('drdam')) {
      const subspace = await subspaceOf(engine, model, memories, context.signal);
      const inputs = subspace ? await memoriesInSubspace(subspace, memories, context.signal) : memories;
      await engine.features.precompute(runtime, model, inputs, context);
    }
    return { seconds: (performance.now() - start) / 1e3 };
  };
}
