import { z } from 'zod';
import { toEngineError } from '#shared/errors';
import { DeviceId } from '#shared/setup';
import type { ProbeReply } from '../graphs/devices';
import { checkKnownAnswer, timeStep } from '../graphs/known-answer';
import { Runtime } from '../graphs/runtime';
import { parentPort } from './fork';

/** Entry of the probe helper: tries one device. If that ends the process, the device is not available. */

const port = parentPort();

port.onMessage((message) => {
  const { device } = z.object({ device: DeviceId }).parse(message);
  void probe(device).then((reply) => {
    port.send(reply);
  });
});

async function probe(device: DeviceId): Promise<ProbeReply> {
  try {
    const runtime = await Runtime.start(device);
    await checkKnownAnswer(runtime);
    return { msPerStep: await timeStep(runtime), rawError: null };
  } catch (thrown) {
    return { msPerStep: null, rawError: toEngineError(thrown).message };
  }
}
