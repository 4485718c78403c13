import type { Handlers } from '#shared/rpc/server';
import { stagesOf } from '#shared/stages';
import { prepareQueries } from '../memories/prepare';
import { buildModels } from '../models';
import { trustOf } from '../trust';
import type { Workbench } from '../workbench';

/** Makes the T that a descent will begin with, which the workbench then remembers. */
export function trustMethod(bench: Workbench): Handlers['trust'] {
  return async ({ setup, model }, context) => {
    if (!model.models.includes('drdam')) return { trust: null };
    const [memories, device] = await Promise.all([
      bench.memories(setup.memories, context),
      bench.devices.choose(model.device, context.signal),
    ]);
    const queries = await prepareQueries(setup, memories);
    const runtime = await bench.runtime(device.id);
    const [{ beta } = model] = stagesOf(model, 1);
    const spec = { ...model, beta, models: ['drdam' as const] };
    const built = await buildModels(bench, runtime, spec, memories, queries.states, context);
    try {
      return { trust: await trustOf(built, runtime, spec, memories, queries, context.signal) };
    } finally {
      await built.dispose();
    }
  };
}
