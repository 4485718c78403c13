import type { ExperimentContext } from '#engine/experiments/experiment';
import type { Runtime } from '#engine/graphs/runtime';
import { EngineContext } from '#engine/engine-context';
import type { ExperimentName } from '#shared/experiments';
import { never } from './descents';

/** A context for experiments on generated patterns: it has no helpers, and tells nobody. */
export function testContext(
  runtime: Runtime,
  seed: number,
  name: ExperimentName = 'fig3',
): ExperimentContext {
  const noHelpers = () => {
    throw new Error('no helper is needed');
  };
  return {
    engine: new EngineContext({ startHelper: noHelpers }),
    runtime,
    spec: { name, quick: true, seed, device: 'cpu' },
    call: { signal: never, progress: () => undefined, notice: () => undefined },
  };
}
