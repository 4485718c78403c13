import { Runtime } from '#engine/graphs/runtime';
import { denseProjection, structuredProjection } from '#engine/memories/projection';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDensePeer } from '../peers/dense-peer';
import type { Task } from '../timing';
import { timeTasks, afterWarmUp } from '../timing';
import type { Row } from '../rows';
import { row } from '../rows';
import type { BenchOptions } from '../section';
import { drdamStep, someStates } from '../steps';

const [DIM, NUM_FEATURES, NUM_QUERIES] = [3072, 20_000, 4];
const SETTING = 'D 3072, Y 20 000, B 4';
/** The threads of numpy's products wait actively for the next one, about so long. */
const WAITING_MS = 50;

/** A step of DrDAM with the structured projection against steps with a matrix of the same size. */
export async function againstDense({ quick, seed }: BenchOptions): Promise<Row[]> {
  const runtime = await Runtime.start('cpu');
  const sizes = [DIM, NUM_FEATURES, NUM_QUERIES, seed] as const;
  const peers = {
    numpy: await startDensePeer('numpy', 'plain', sizes),
    'tuned numpy': await startDensePeer('numpy', 'tuned', sizes),
    torch: await startDensePeer('torch', 'tuned', sizes),
  };
  const matrix = denseProjection(someStates(NUM_FEATURES, DIM, seed), NUM_FEATURES, DIM, 'gaussian');
  const tasks: Record<string, Task> = {
    structured: await drdamStep(runtime, structuredProjection(DIM, NUM_FEATURES, seed), DIM, NUM_QUERIES),
    graph: await drdamStep(runtime, matrix, DIM, NUM_QUERIES),
    ...Object.fromEntries(
      Object.entries(peers).flatMap(([name, peer]) => (peer ? [[name, afterWarmUp(peer.task)]] : [])),
    ),
  };
  const times = await timeTasks(mapTasks(tasks, rested), quick ? 15 : 45);
  for (const peer of Object.values(peers)) peer?.end();
  await runtime.dispose();
  const { structured } = times;
  if (!structured) throw new Error('The structured step was not timed.');
  const over = (name: string, about: string, atLeast?: number) => {
    const title = `DrDAM step, ${SETTING}: ${name} over structured`;
    const theirs = times[name];
    if (!theirs) return row(title, null, 'times', { note: about });
    return row(title, theirs.median / structured.median, 'times', {
      ...(atLeast !== undefined && { target: { atLeast } }),
      note: `${theirs.median.toFixed(1)} ms over ${structured.median.toFixed(2)} ms; at best ${theirs.best.toFixed(1)} over ${structured.best.toFixed(2)}; ${about}`,
    });
  };
  const peer = (name: keyof typeof peers, atLeast?: number) => {
    const found = peers[name];
    return over(name, found ? `${found.version}, ${found.blas}` : 'no Python has it', atLeast);
  };
  return [over('graph', 'dense ONNX graph', 20), peer('numpy', 50), peer('tuned numpy'), peer('torch')];
}

function mapTasks(tasks: Record<string, Task>, change: (task: Task) => Task): Record<string, Task> {
  return Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, change(task)]));
}

/** A task that begins when the threads of the one before it have gone to sleep. */
function rested(task: Task): Task {
  return async () => {
    await sleep(WAITING_MS);
    return task();
  };
}
