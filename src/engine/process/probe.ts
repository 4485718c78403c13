import { toEngineError } from '#shared/errors';
import { ProbeRequest } from '../graphs/devices';
import type { ProbeReply } from '../graphs/devices';
import { checkKnownAnswer, timeStep } from '../graphs/known-answer';
import { Runtime } from '../graphs/runtime';
import { helperHost } from './host';

// Entry of the probe helper, which tests one device. If that ends the process, the device is not available.

helperHost().onPort((port) => {
  port.onMessage((message) => {
    void probe(ProbeRequest.parse(message)).then((reply) => {
      port.send(reply);
    });
  });
});

async function probe({ device, timed }: ProbeRequest): Promise<ProbeReply> {
  try {
    const runtime = await Runtime.start(device);
    await checkKnownAnswer(runtime);
    return { msPerStep: timed ? await timeStep(runtime) : null, rawError: null };
  } catch (thrown) {
    return { msPerStep: null, rawError: toEngineError(thrown).message };
  }
}
