import { serializeError, toEngineError } from '#shared/errors';
import { MIB } from '#shared/units';
import type { DecodeCall, DecodeReply } from '../images/decode-protocol';
import { inspectPicture, loadPicture, verifyPicture } from '../images/picture-file';
import { helperHost } from './host';

/** Entry of the decode helper: decodes one picture after the other. A file that ends the process costs only itself. */

const SWOLLEN_BYTES = 300 * MIB;

helperHost().onPort((port) => {
  port.onMessage((message) => {
    void answer(message as DecodeCall).then((reply) => {
      port.send(reply);
    });
  });
});

async function answer(call: DecodeCall): Promise<DecodeReply> {
  try {
    return { ok: true, value: await perform(call), isSwollen: isSwollen() };
  } catch (thrown) {
    return { ok: false, error: serializeError(toEngineError(thrown)), isSwollen: isSwollen() };
  }
}

/** Pixels of a large picture stay until the collector comes; another large one beside them would be too much. */
function isSwollen(): boolean {
  return process.memoryUsage.rss() > SWOLLEN_BYTES;
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
