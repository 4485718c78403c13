import { afterAll, onTestFinished } from 'vitest';
import { createEngine } from '#engine/engine';
import { forkHelper } from '#engine/process/fork';
import type { EngineOptions } from '#engine/engine-context';
import { RowCollector } from '#shared/row-collector';
import { EngineClient } from '#shared/rpc/client';
import { portPair } from '#shared/rpc/port';
import { serveEngine } from '#shared/rpc/server';
import type { Setup } from '#shared/setup';

/** An engine in this process, with helpers of its own, that ends with the test. */
export function startEngine(options: Partial<EngineOptions> = {}): EngineClient {
  const { client, close } = open(options);
  onTestFinished(close);
  return client;
}

/** An engine for all tests of a file, as a window has one for all that is done in it: its helpers start once. */
export function engineForFile(): EngineClient {
  const { client, close } = open({});
  afterAll(close);
  return client;
}

function open(options: Partial<EngineOptions>) {
  const engine = createEngine({ startHelper: forkHelper, ...options });
  const [here, there] = portPair();
  serveEngine(there, engine.handlers);
  return { client: new EngineClient(here), close: () => engine.close() };
}

export async function prepare(engine: EngineClient, setup: Setup) {
  const rows = new RowCollector();
  const report = await engine.call('prepare', setup, { onFrame: rows.add });
  return { report, rows };
}
