import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Port } from '#shared/rpc/port';
import type { EngineMessage } from '#shared/rpc/messages';
import { PROTOCOL_VERSION } from '#shared/rpc/messages';
import { portPair } from '#shared/rpc/port';
import { ScriptedHost } from '../../../tests/support/scripted-host';
import { silentOptions } from './call-options';
import { Engines } from './engines';

const CANCEL_TIMEOUT_MS = 5000;
const sample = { source: 'sample:emoji', title: 'Emoji', count: 2, notice: '' };

/** A host whose first engines do not read what they are sent. */
class PartlyDeafHost extends ScriptedHost {
  numDeaf = 0;
  numStarted = 0;
  /** Whether a deaf engine says hello before it stops reading. */
  saysHello = false;
  /** The ports of the engines, of which a test closes some. */
  readonly ports: Port[] = [];

  override async connectEngine(): Promise<Port> {
    this.numStarted++;
    const port = this.numStarted <= this.numDeaf ? this.#deafEngine() : await super.connectEngine();
    this.ports.push(port);
    return port;
  }

  #deafEngine(): Port {
    const [here, there] = portPair();
    if (this.saysHello) there.send({ type: 'hello', version: PROTOCOL_VERSION } satisfies EngineMessage);
    return here;
  }
}

let host: PartlyDeafHost;
let engines: Engines;
beforeEach(() => {
  vi.useFakeTimers();
  host = new PartlyDeafHost();
  engines = new Engines(host, [50, 200]);
  host.engine.on('samples', () => Promise.resolve([sample]));
});
afterEach(() => {
  vi.useRealTimers();
});

const call = (signal?: AbortSignal) => engines.call('descent', 'samples', {}, silentOptions(signal));
const afterMs = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('an engine that does not say hello', () => {
  it('is ended, and the call is answered by another', async () => {
    host.numDeaf = 1;
    const samples = call();
    await afterMs(49);
    expect(host.engine.ended).toEqual([]);
    await afterMs(1);
    expect(await samples).toEqual([sample]);
    expect(host.engine.ended).toEqual(['descent']);
  });

  it('fails the call in a sentence where no other does, and the next call tries again', async () => {
    host.numDeaf = 2;
    const failed = expect(call()).rejects.toThrow('does not respond');
    await afterMs(250);
    await failed;
    expect(await call()).toEqual([sample]);
  });
});

it('starts one engine for all calls of a role, and another after it has stopped', async () => {
  await Promise.all([call(), call()]);
  expect(host.numStarted).toBe(1);
  host.engine.on('samples', () => new Promise(() => undefined));
  const lost = expect(call()).rejects.toMatchObject({ code: 'engine-stopped' });
  await afterMs(0);
  host.ports[0]?.close();
  await lost;
  host.engine.on('samples', () => Promise.resolve([sample]));
  expect(await call()).toEqual([sample]);
  expect(host.numStarted).toBe(2);
});

it('starts another engine after a person or a failed device ended one', async () => {
  await call();
  await engines.end('descent');
  await call();
  expect([host.numStarted, host.engine.ended]).toEqual([2, ['descent']]);
});

describe('a call that is cancelled', () => {
  it('ends an engine that does not read the cancel in five seconds, because the device is stuck', async () => {
    host.numDeaf = 1;
    host.saysHello = true;
    const abort = new AbortController();
    call(abort.signal).catch(() => undefined); // a scripted engine that is ended leaves its port open
    await afterMs(0);
    abort.abort();
    await afterMs(CANCEL_TIMEOUT_MS - 1);
    expect(host.engine.ended).toEqual([]);
    await afterMs(1);
    expect(host.engine.ended).toEqual(['descent']);
  });

  it('does not take the next call with it when its engine is ended: another engine answers that', async () => {
    host.numDeaf = 1;
    host.saysHello = true;
    const abort = new AbortController();
    call(abort.signal).catch(() => undefined);
    await afterMs(0);
    abort.abort();
    const next = call();
    await afterMs(CANCEL_TIMEOUT_MS - 1);
    expect(host.numStarted).toBe(1);
    await afterMs(1);
    expect(await next).toEqual([sample]);
    expect(host.numStarted).toBe(2);
  });

  it('ends no engine that reads the cancel, however long its call then takes to end', async () => {
    let end: (value: []) => void = () => undefined;
    vi.spyOn(host.engine, 'call').mockReturnValue(new Promise<[]>((resolve) => (end = resolve)));
    const abort = new AbortController();
    const cancelled = expect(call(abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await afterMs(0);
    abort.abort();
    await afterMs(2 * CANCEL_TIMEOUT_MS);
    expect(host.engine.ended).toEqual([]);
    end([]);
    await cancelled;
  });
});
