import { initialBeta } from '#shared/beta-schedule';
import type { Handlers } from '#shared/rpc/server';
import { prepareProblem } from '../descent/problem';
import { subspaceOf } from '../energies/open-models';
import type { EngineContext } from '../engine-context';
import { memoriesInSubspace } from '../memories/subspace';
import { mrdamEndSums, predictReliability } from '../reliability-report';

// These methods sum DrDAM's T before a descent needs it. The engine caches the sum, so that the descent
// starts at once.

/**
 * Handles `precomputeFeatures`: sums T of changed memories for every stage of a model while a descent runs.
 * MrDAM needs no such step, because it uses the memories themselves.
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

/** Handles `predictReliability`: sums T of the first stage and predicts DrDAM's reliability from it. */
export function predictReliabilityMethod(engine: EngineContext): Handlers['predictReliability'] {
  return async ({ setup, model, descent }, context) => {
    if (!model.models.includes('drdam')) return { reliability: null };
    const { runtime } = await engine.runtimes.open(model.device, context.signal);
    const spec = { ...model, beta: initialBeta(model), models: ['drdam' as const] };
    const problem = await prepareProblem(engine, runtime, setup, spec, context);
    const endSums = await mrdamEndSums(problem, spec, descent, context.signal);
    const built = await problem.open(spec, problem.queries.states);
    try {
      return {
        reliability: await predictReliability(built, runtime, spec, problem, endSums, context.signal),
      };
    } finally {
      await built.dispose();
    }
  };
}
