import { afterAll, beforeAll, describe } from 'vitest';
import { Runtime } from '#engine/graphs/runtime';
import { softwareGpu, useSoftwareGpu } from './gpu';

/**
 * Runs the same tests on the CPU and on WebGPU; the latter are skipped, and counted as such, where there is no
 * software GPU. `runtime()` is for use inside tests.
 */
export function describeOnDevices(name: string, body: (runtime: () => Runtime) => void): void {
  for (const device of ['cpu', 'webgpu'] as const) {
    describe.skipIf(device === 'webgpu' && !softwareGpu)(`${name}, on ${device}`, () => {
      let runtime: Runtime;
      beforeAll(async () => {
        if (device === 'webgpu') useSoftwareGpu();
        runtime = await Runtime.start(device);
      });
      afterAll(() => runtime.dispose());
      body(() => runtime);
    });
  }
}
