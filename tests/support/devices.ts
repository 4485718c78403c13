import { afterAll, beforeAll, describe, vi } from 'vitest';
import { Runtime } from '#engine/graphs/runtime';
import { softwareGpu } from './gpu';

/**
 * Runs the same tests on the CPU and on WebGPU; the latter are skipped, and counted as such, where there is no
 * software GPU. `runtime()` is for use inside tests.
 */
export function describeOnDevices(
  name: string,
  body: (runtime: () => Runtime, device: 'cpu' | 'webgpu') => void,
): void {
  for (const device of ['cpu', 'webgpu'] as const) {
    describe.skipIf(device === 'webgpu' && !softwareGpu)(`${name}, on ${device}`, () => {
      let runtime: Runtime;
      beforeAll(async () => {
        // the driver is looked for when the device is first used
        if (device === 'webgpu')
          for (const [name, value] of Object.entries(softwareGpu ?? {})) vi.stubEnv(name, value);
        runtime = await Runtime.start(device);
      });
      afterAll(async () => {
        await runtime.dispose();
        vi.unstubAllEnvs(); // a later file of this process would choose between two devices
      });
      body(() => runtime, device);
    });
  }
}

/** The CPU, started before a file's tests and given back after them. */
export function onCpu(): () => Runtime {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await Runtime.start('cpu');
  });
  afterAll(() => runtime.dispose());
  return () => runtime;
}
