import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';

// A thread that moves memory as fast as the C library can: it compares two blocks, or copies one to the other. The blocks
// are written first: untouched pages are all the same page.
const first = Buffer.alloc(workerData.bytes, 1);
const second = Buffer.alloc(workerData.bytes, 1);

parentPort?.on('message', (what) => {
  if (what === 'copy') second.set(first);
  else first.equals(second);
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');
