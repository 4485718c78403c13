import { expect, it } from 'vitest';
import { createEngine } from '#engine/engine';
import { forkHelper } from '#engine/process/fork';
import type { Port } from '#shared/rpc/port';
import { portPair } from '#shared/rpc/port';
import { serveEngine } from '#shared/rpc/server';
import { Engines } from './engines';
import { silentOptions } from './call-options';

/** A host whose first engines are deaf. */
function hostWith(numDeaf: number) {
  const ended: string[] = [];
  let started = 0;
  return {
    ended,
    connectEngine(): Promise<Port> {
      const [here, there] = portPair();
      if (started++ >= numDeaf) serveEngine(there, createEngine({ startHelper: forkHelper }).handlers);
      return Promise.resolve(here);
    },
    endEngine(role: string): Promise<void> {
      ended.push(role);
      return Promise.resolve();
    },
  };
}

it('an engine that does not say hello is ended, and the call is answered by another', async () => {
  const host = hostWith(1);
  const samples = await new Engines(host, [50, 5000]).call('descent', 'samples', {}, silentOptions());
  expect(samples.length).toBeGreaterThan(0);
  expect(host.ended).toEqual(['descent']);
});

it('where none does, the call fails in a sentence, and the next one tries again', async () => {
  const host = hostWith(2);
  const engines = new Engines(host, [20, 20]);
  const call = () => engines.call('descent', 'samples', {}, silentOptions());
  await expect(call()).rejects.toThrow('does not respond');
  await expect(call()).resolves.toBeDefined();
});
