import type { Handlers } from '#shared/rpc/server';
import { scheduledBetas } from '#shared/beta-schedule';
import { openModels } from '../energies/open-models';
import type { EngineContext } from '../engine-context';

/** The workbench remembers the last T of every stage, so it is enough to have it made. */
export function precomputeFeaturesMethod(engine: EngineContext): Handlers['precomputeFeatures'] {
  return async ({ memories: spec, model }, context) => {
    const memories = await engine.memories(spec, context);
    const device = await engine.devices.choose(model.device, context.signal);
    const runtime = await engine.runtime(device.id);
    const begun = performance.now();
    const models = model.models.filter((name) => name === 'drdam'); // MrDAM's rows are the memories themselves
    const nowhere = new Float32Array();
    for (const beta of scheduledBetas(model)) {
      const spec = { ...model, models, beta };
      const built = await openModels(engine, runtime, spec, memories, nowhere, context);
      await built.dispose();
    }
    return { seconds: (performance.now() - begun) / 1e3 };
  };
}
