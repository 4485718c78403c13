import type { Handlers } from '#shared/rpc/server';
import { initialBeta } from '#shared/beta-schedule';
import { prepareProblem } from '../descent/problem';
import { predictReliability } from '../reliability-report';
import type { EngineContext } from '../engine-context';

/** Handles `predictReliability`: predicts DrDAM's reliability from the T of the first stage, which a descent then finds summed. */
export function predictReliabilityMethod(engine: EngineContext): Handlers['predictReliability'] {
  return async ({ setup, model }, context) => {
    if (!model.models.includes('drdam')) return { reliability: null };
    const { runtime } = await engine.runtimes.open(model.device, context.signal);
    const spec = { ...model, beta: initialBeta(model), models: ['drdam' as const] };
    const { queries, separatingBeta, open } = await prepareProblem(engine, runtime, setup, spec, context);
    const built = await open(spec, queries.states);
    try {
      return {
        reliability: await predictReliability(built, runtime, spec, separatingBeta, queries, context.signal),
      };
    } finally {
      await built.dispose();
    }
  };
}
