import { parentPort } from 'node:worker_threads';
import { invariant, serializeError, toEngineError } from '#shared/errors';
import type { EnergyCall, EnergyReply, EnergyResult } from '../energies/onnx/protocol';
import { OnnxSession } from '../energies/onnx/onnx-session';

// Entry of the thread of an energy helper that calls onnxruntime, and that a call may block for any time.

let session: OnnxSession | undefined;

parentPort?.on('message', (call: EnergyCall) => {
  void answer(call).then((reply) => {
    parentPort?.postMessage(reply);
  });
});

async function answer(call: EnergyCall): Promise<EnergyReply> {
  try {
    return { ok: true, result: await perform(call) };
  } catch (thrown) {
    return { ok: false, error: serializeError(toEngineError(thrown)) };
  }
}

async function perform(call: EnergyCall): Promise<EnergyResult> {
  if (call.op === 'open') {
    session = await OnnxSession.open(call);
    return {};
  }
  invariant(session, 'an energy is opened before it is evaluated');
  return session.evaluate(call);
}
