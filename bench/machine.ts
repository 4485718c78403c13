import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { appFolder } from '#engine/root';
import type { Runtime } from '#engine/graphs/runtime';
import { MIB } from '#shared/units';
import type { Task } from './timing';
import { bestOf, timed } from './timing';

/** What the machine can do at most: bytes that come from memory, and multiply-adds of a large product. */

/** Two blocks of so many bytes in all threads together: well past every cache. */
const BLOCK_BYTES = 256 * MIB;
/** Memory is shared with whatever else the machine does: a round is the best of so many shots. */
const SHOTS = 5;

export interface MemoryTasks {
  /** Reads two blocks and compares them, in as many threads as there are cores. */
  readonly compare: Task;
  /** Reads a block and writes another. */
  readonly copy: Task;
  /** What a round of either moves. */
  readonly bytes: number;
  readonly end: () => Promise<void>;
}

export async function memoryTasks(): Promise<MemoryTasks> {
  const count = availableParallelism();
  const script = join(appFolder, 'bench', 'peers', 'memory.mjs');
  const bytes = Math.floor(BLOCK_BYTES / count);
  const threads = Array.from({ length: count }, () => new Worker(script, { workerData: { bytes } }));
  await Promise.all(threads.map((thread) => once(thread, 'message')));
  const told = (thread: Worker, what: string) => {
    const done = once(thread, 'message');
    thread.postMessage(what);
    return done;
  };
  const task = (what: string) =>
    bestOf(
      SHOTS,
      timed(() => Promise.all(threads.map((thread) => told(thread, what)))),
    );
  return {
    compare: task('compare'),
    copy: task('copy'),
    bytes: 2 * bytes * count,
    end: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

const SIDE = 2048;
/** Of one product of either kind. */
export const PRODUCT = SIDE ** 3;

/** A square product in float32, through the runtime that the engine uses. */
export async function floatProduct(runtime: Runtime): Promise<Task> {
  const square = runtime.tensor(new Float32Array(SIDE * SIDE).fill(1e-3), [SIDE, SIDE]);
  const graph = await runtime.graph('project_gaussian');
  return timed(() => graph.run({ projection: square, x: square, beta: runtime.scalar(1) }));
}

/** The same in float64. */
export async function doubleProduct(runtime: Runtime): Promise<Task> {
  const square = runtime.tensor(new Float64Array(SIDE * SIDE).fill(1e-3), [SIDE, SIDE]);
  const graph = await runtime.graph('product_float64');
  return timed(() => graph.run({ rows: square, columns: square }));
}
