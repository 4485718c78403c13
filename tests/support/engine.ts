import { afterEach } from 'vitest';
import { createEngine } from '#engine/engine';
import { forkHelper } from '#engine/process/fork';
import type { EngineOptions } from '#engine/engine-context';
import { RowCollector } from '#shared/row-collector';
import { EngineClient } from '#shared/rpc/client';
import { portPair } from '#shared/rpc/port';
import { serveEngine } from '#shared/rpc/server';
import type { Setup } from '#shared/setup';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** An engine in this process, with helpers of its own, that ends with the test. */
export function startEngine(options: Partial<EngineOptions> = {}): EngineClient {
  const engine = createEngine({ startHelper: forkHelper, ...options });
  const [here, there] = portPair();
  serveEngine(there, engine.handlers);
  opened.push(() => engine.close());
  return new EngineClient(here);
}

export async function prepare(engine: EngineClient, setup: Setup) {
  const rows = new RowCollector();
  const report = await engine.call('prepare', setup, { onFrame: rows.add });
  return { report, rows };
}
