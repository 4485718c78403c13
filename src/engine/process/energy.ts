import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { serializeError, toEngineError } from '#shared/errors';
import type { EnergyCall, EnergyReply, OverMemory } from '../energies/onnx/protocol';
import { appFolder } from '../root';
import { helperHost } from './host';

/**
 * Entry of the energy helper: runs one graph that a person brought. The graph runs in a thread of its own, because
 * onnxruntime holds up the thread it is called on; this one watches the memory of both, and hears when the host is gone.
 */

const WATCH_MS = 20;
/** The host ends a helper that is over its memory; where it has not after this, the helper does. */
const LAST_WORD_MS = 100;

// an exit would wait for the other thread, which may never come back
process.on('exit', end);

helperHost().onPort((port) => {
  // with the process's environment, not a copy: what the runtime is told by it has to reach the library
  const worker = new Worker(join(appFolder, 'out', 'main', 'energy-session.js'), { env: SHARE_ENV });
  worker.on('message', (reply: EnergyReply) => {
    port.send(reply);
  });
  worker.on('error', (thrown) => {
    port.send({ ok: false, error: serializeError(toEngineError(thrown)) } satisfies EnergyReply);
  });
  port.onMessage((message) => {
    const call = message as EnergyCall;
    if (call.op === 'open') {
      watchMemory(call.memoryBytes, () => {
        port.send({ overMemory: true } satisfies OverMemory);
      });
    }
    worker.postMessage(call);
  });
  port.onClose(end);
});

function watchMemory(limitBytes: number, tell: () => void): void {
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() <= limitBytes) return;
    clearInterval(watch);
    tell();
    setTimeout(end, LAST_WORD_MS);
  }, WATCH_MS);
}

function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
