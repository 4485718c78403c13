import { serializeError, toEngineError } from '#shared/errors';
import { MIB } from '#shared/units';
import type { DecodeCall, DecodeReply } from '../images/decode-protocol';
import { inspectPicture, loadPicture, verifyPicture } from '../images/picture-file';
import { helperHost } from './host';

// Entry of the decode helper, which decodes one picture after another. A file that crashes the process fails
// alone.

const RESTART_BYTES = 300 * MIB;

helperHost().onPort((port) => {
  port.onMessage((message) => {
    void answer(message as DecodeCall).then((reply) => {
      port.send(reply);
    });
  });
});

async function answer(call: DecodeCall): Promise<DecodeReply> {
  try {
    return { ok: true, value: await perform(call), shouldRestart: shouldRestart() };
  } catch (thrown) {
    return { ok: false, error: serializeError(toEngineError(thrown)), shouldRestart: shouldRestart() };
  }
}

/**
 * The pixels of a large picture stay until they are garbage-collected, and a second large picture might not
 * fit.
 */
function shouldRestart(): boolean {
  return process.memoryUsage.rss() > RESTART_BYTES;
}

function perform(call: DecodeCall): Promise<unknown> {
  switch (call.op) {
    case 'inspect':
      return inspectPicture(call.file);
    case 'verify':
      return verifyPicture(call.file);
    case 'load':
      return loadPicture(call.file, call.target);
  }
}
