import type { Lab } from '#engine/experiments/experiment';
import type { Runtime } from '#engine/graphs/runtime';
import { Workbench } from '#engine/workbench';
import { never } from './descents';

/** What measurements of src/engine/experiments work with, where they need no pictures. */
export function labOn(runtime: Runtime, seed: number): Lab {
  const bench = new Workbench({
    startHelper() {
      throw new Error('no helper is needed');
    },
  });
  return {
    bench,
    runtime,
    spec: { name: 'fig3', quick: true, seed, device: 'cpu' },
    scope: { signal: never, progress: () => undefined, notice: () => undefined },
  };
}
