import { createEngine } from '#engine/engine';
import { forkHelper } from '#engine/process/fork';
import { median } from '#engine/statistics';
import type { Params } from '#shared/api';
import { EngineError } from '#shared/errors';
import { EngineClient } from '#shared/rpc/client';
import { portPair } from '#shared/rpc/port';
import { serveEngine } from '#shared/rpc/server';
import type { Row } from './rows';
import { row } from './rows';
import type { BenchOptions } from './section';
import { paper } from './steps';

/** Numbers of memories that the runs go through: what is remembered changes with each. */
const COUNTS = [4, 16, 8, 12];
/** Resident memory jumps with every collection of garbage: a reading is the median of so many seconds. */
const READING_SECONDS = 15;

/** An engine that runs, is cancelled and draws landscapes for minutes, as behind a window, and the memory it holds. */
export async function soakBench({ minutes }: BenchOptions): Promise<Row[]> {
  const engine = createEngine({ startHelper: forkHelper });
  const [here, there] = portPair();
  serveEngine(there, engine.handlers);
  const client = new EngineClient(here);
  /** In MB, one for each second. */
  const resident: number[] = [];
  const sampling = setInterval(() => resident.push(process.memoryUsage.rss() / 1e6), 1000);
  const end = performance.now() + minutes * 60_000;
  let rounds = 0;
  while (performance.now() < end) {
    await use(client, COUNTS[rounds % COUNTS.length] ?? 4);
    rounds++;
  }
  clearInterval(sampling);
  client.close();
  await engine.close();

  const upTo = (second: number) => median(resident.slice(Math.max(0, second - READING_SECONDS), second));
  const [first, last] = [upTo(60), upTo(resident.length)];
  return [
    row('resident after the first minute', first, 'MB'),
    row('resident at the end', last, 'MB', {
      note: `after ${String(minutes)} minutes and ${String(rounds)} rounds of a run, a cancelled run and a landscape`,
    }),
    row('the end over the first minute', last / first, 'times', { target: { atMost: 1.1 } }),
    row('most in between', Math.max(...resident), 'MB'),
  ];
}

/** A run, one that is cancelled on its way, and a landscape. */
async function use(client: EngineClient, count: number): Promise<void> {
  const params = runOf(count);
  await client.call('descend', params, { onFrame: () => undefined });
  const abort = new AbortController();
  const cancelled = client.call('descend', params, {
    signal: abort.signal,
    onFrame: ({ firstStep }) => {
      if (firstStep >= 10) abort.abort();
    },
  });
  await cancelled.catch((thrown: unknown) => {
    if (!(thrown instanceof EngineError) || thrown.code !== 'cancelled') throw thrown;
  });
  const { memories } = params.setup;
  await client.call('landscape', {
    memories,
    model: params.model,
    grid: { plane: { kind: 'pca' }, size: 128 },
  });
}

function runOf(count: number): Params<'descend'> {
  return {
    setup: {
      memories: { from: 'images', images: { source: 'sample:emoji', gray: false }, count, seed: 0 },
      queries: {
        from: 'memories',
        count: paper.numQueries,
        corruptions: [{ kind: 'side', side: 'bottom', fraction: 0.5 }],
        fill: 'mean',
        clamp: true,
        seed: 0,
      },
    },
    model: {
      models: ['mrdam', 'drdam'],
      beta: paper.beta,
      device: 'cpu',
      drdam: {
        numFeatures: paper.numFeatures,
        featureMap: 'sincos',
        projection: 'auto',
        epsilon: 1e-5,
        seed: 0,
      },
    },
    descent: { stepSize: 0.1, steps: 60, keep: 1 },
  };
}
