import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { serializeError, toEngineError } from '#shared/errors';
import type { EnergyCall, EnergyReply, OverMemory } from '../energies/onnx/protocol';
import { appFolder } from '../root';
import { helperHost } from './host';

// Entry of the energy helper, which runs one graph of a person. The graph runs in a separate thread, because
// onnxruntime blocks the thread that calls it. The main thread limits the memory of both, and ends the
// process with its host.

const WATCH_MS = 20;
/** The host ends a helper that is over its memory limit. After this time the helper ends itself. */
const KILL_DELAY_MS = 100;

// a normal exit would wait for the other thread, which may never return
process.on('exit', end);

helperHost().onPort((port) => {
  // the thread shares the environment, because the runtime sets variables that the library reads
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

function watchMemory(limitBytes: number, onExceeded: () => void): void {
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() <= limitBytes) return;
    clearInterval(watch);
    onExceeded();
    setTimeout(end, KILL_DELAY_MS);
  }, WATCH_MS);
}

function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
