import type { Handlers } from '#shared/rpc/server';
import { initialBeta } from '#shared/beta-schedule';
import { prepareProblem } from '../descent/problem';
import { predictReliability } from '../reliability-report';
import type { EngineContext } from '../engine-context';

/** Makes the T that a descent will begin with, which the workbench then remembers. */
export function predictReliabilityMethod(engine: EngineContext): Handlers['predictReliability'] {
  return async ({ setup, model }, context) => {
    if (!model.models.includes('drdam')) return { reliability: null };
    const device = await engine.devices.choose(model.device, context.signal);
    const runtime = await engine.runtime(device.id);
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
