import type { Handlers } from '#shared/rpc/server';
import { firstBetaOf } from '#shared/beta-schedule';
import { prepareProblem } from '../descent/problem';
import { trustOf } from '../reliability-report';
import type { Workbench } from '../engine-context';

/** Makes the T that a descent will begin with, which the workbench then remembers. */
export function trustMethod(bench: Workbench): Handlers['trust'] {
  return async ({ setup, model }, context) => {
    if (!model.models.includes('drdam')) return { trust: null };
    const device = await bench.devices.choose(model.device, context.signal);
    const runtime = await bench.runtime(device.id);
    const spec = { ...model, beta: firstBetaOf(model), models: ['drdam' as const] };
    const { queries, separatingBeta, build } = await prepareProblem(bench, runtime, setup, spec, context);
    const built = await build(spec, queries.states);
    try {
      return { trust: await trustOf(built, runtime, spec, separatingBeta, queries, context.signal) };
    } finally {
      await built.dispose();
    }
  };
}
