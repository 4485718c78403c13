import { expect, it } from 'vitest';
import { toEngineError } from '#shared/errors';
import { describeOnDevices } from '../../../tests/support/devices';

describeOnDevices('a call that fails', (runtime, device) => {
  it('is told as the failure of the device, where that can be lost', async () => {
    // no device can be lost at will; one dimension where the graph has two fails on its way there just as well
    const graph = await runtime().graph('upload');
    const failed = graph.run({ here: runtime().tensor(Float32Array.of(1), [1]) });
    const { code, sentence } = await failed.then(() => expect.unreachable('it ran'), toEngineError);
    expect(code).toBe(device === 'cpu' ? 'internal' : 'device-failed');
    expect(sentence).toContain('here');
    if (device !== 'cpu') expect(sentence).toMatch(/^The graphics device failed: .+ Choose the CPU/);
  });
});
