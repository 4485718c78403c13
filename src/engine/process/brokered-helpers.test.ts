import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { portPair } from '#shared/rpc/port';
import { BrokeredHelpers } from './brokered-helpers';
import type { HelperRequest } from './utility-protocol';

const GRANT = { id: 'grant:1', name: 'pictures', paths: ['/a'] };

let requests: HelperRequest[];
let helpers: BrokeredHelpers;
beforeEach(() => {
  vi.useFakeTimers();
  requests = [];
  helpers = new BrokeredHelpers((request) => requests.push(request));
});
afterEach(() => {
  vi.useRealTimers();
});

/** Connects a port of the first helper as main does, and returns what arrives on its other side. */
function connect(port = 0) {
  const [here, there] = portPair();
  const received: unknown[] = [];
  there.onMessage((message) => received.push(message));
  const closed = vi.fn();
  there.onClose(closed);
  helpers.receive({ type: 'helper-port', id: 0, port }, here);
  return { received, closed, there };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

it('numbers helpers and ports, and asks main for each', () => {
  const decoder = helpers.start('decode');
  const probe = helpers.start('probe', { NAME: 'value' });
  decoder.openPort();
  decoder.openPort();
  probe.openPort();
  probe.end();
  expect(requests).toEqual([
    { type: 'start', id: 0, kind: 'decode', env: {} },
    { type: 'start', id: 1, kind: 'probe', env: { NAME: 'value' } },
    { type: 'open', id: 0, port: 0 },
    { type: 'open', id: 0, port: 1 },
    { type: 'open', id: 1, port: 0 },
    { type: 'end', id: 1 },
  ]);
});

it('keeps messages in order until main has connected their port', async () => {
  const port = helpers.start('decode').openPort();
  port.send({ n: 1 });
  port.send({ n: 2 });
  const { received, there } = connect();
  port.send({ n: 3 });
  await settle();
  expect(received).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  const answers: unknown[] = [];
  port.onMessage((message) => answers.push(message));
  there.send({ n: 4 });
  await settle();
  expect(answers).toEqual([{ n: 4 }]);
});

it('lets no message overtake the grant that it may need', async () => {
  const helper = helpers.start('energy');
  const port = helper.openPort();
  const { received } = connect();
  helper.grant(GRANT);
  helper.grant({ ...GRANT, id: 'grant:2' });
  port.send({ read: 'grant:2' });
  helpers.receive({ type: 'helper-granted', id: 0 }, undefined);
  await settle();
  expect(received).toEqual([]);
  helpers.receive({ type: 'helper-granted', id: 0 }, undefined);
  await settle();
  expect(received).toEqual([{ read: 'grant:2' }]);
});

describe('a helper that ends', () => {
  it('closes its ports with the reason that main gives, once each', async () => {
    const helper = helpers.start('decode');
    const [first, second] = [helper.openPort(), helper.openPort()];
    const [closedFirst, closedSecond, exited] = [vi.fn(), vi.fn(), vi.fn()];
    first.onClose(closedFirst);
    second.onClose(closedSecond);
    helper.onExit(exited);
    const { there } = connect();
    there.close(); // a process that ends closes its ports before main tells why
    await settle();
    expect(closedFirst).not.toHaveBeenCalled();
    helpers.receive({ type: 'helper-ended', id: 0, reason: 'exit code 9' }, undefined);
    await vi.advanceTimersByTimeAsync(1000);
    for (const called of [closedFirst, closedSecond, exited])
      expect(called.mock.calls).toEqual([['exit code 9']]);
  });

  it('closes a port by itself where main says nothing', async () => {
    const port = helpers.start('decode').openPort();
    const closed = vi.fn();
    port.onClose(closed);
    connect().there.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(closed.mock.calls).toEqual([['closed by the other side']]);
  });
});

it('closes a port that comes after its user closed it', async () => {
  const port = helpers.start('decode').openPort();
  port.close();
  port.send({ n: 1 });
  const { received, closed } = connect();
  await settle();
  expect(received).toEqual([]);
  expect(closed).toHaveBeenCalledTimes(1);
});
