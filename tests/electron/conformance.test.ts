import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FixtureBridge } from './fixture/preload';
import { hosts } from './hosts';
import type { Desktop } from './launch';
import { FIXTURE, launchDesktop } from './launch';

/**
 * Checks facts that the desktop relies on with a tiny app. They are true of Electron; if one is not true of the stand-in,
 * the stand-in is wrong.
 */

declare global {
  interface Window {
    fixture: FixtureBridge;
    fixturePort: MessagePort;
  }
}

describe.each(hosts)('$name', ({ standIn }) => {
  let desktop: Desktop;
  beforeAll(async () => {
    desktop = await launchDesktop({ standIn, main: join(FIXTURE, 'main.js') });
  });
  afterAll(() => desktop.close());

  const fact = (name: string) => desktop.page.evaluate((name) => window.fixture.invoke('fact', name), name);
  const logged = async (line: string) => {
    await expect.poll(() => fact('log')).toContain(line);
  };

  it.each([
    ['before the app is ready there are no windows', [false, 'refused']],
    ['after it is ready some things are too late', [true, 'refused', 'refused']],
    ['a scheme and a channel have one handler', ['refused', 'refused']],
    ['messages wait until the port is started, and keep their order', [0, [1, 2, 3]]],
    ['what is sent is cloned at once', [[1], [1]]],
    ['a function cannot be sent', true],
    ['a buffer cannot be transferred', 'Port at index 0 is not a valid port'],
    ['a port is moved once', 'Port at index 0 is already neutered.'],
    ['closing one end closes the other', 'closed'],
    ['what was sent before closing arrives', ['last']],
    ['what is sent after closing is dropped', []],
    ['what is sent before it listens waits', [1, 2]],
    ['it has its arguments and only the environment it was given', { args: ['one', 'two'], env: 'given' }],
    ['a port that is moved into it echoes typed arrays', true],
    ['ports are kept apart', ['a', 'b']],
    ['its ports close when it ends', 'closed'],
    ['its exit status is told, and its pid is gone', [true, 3, undefined]],
    ['it can be killed', 'ended'],
  ])('%s', async (name, expected) => {
    expect(await fact(name)).toEqual(expected);
  });

  it('an invoked call has its arguments and its answer cloned', async () => {
    const kinds = await desktop.page.evaluate(async () => {
      const answer = await window.fixture.invoke('echo', Float32Array.of(NaN, -0), undefined, {
        deep: [true],
      });
      const [floats, nothing, object] = answer as [Float32Array, unknown, { deep: boolean[] }];
      return [floats instanceof Float32Array, Number.isNaN(floats[0]), nothing === undefined, object.deep[0]];
    });
    expect(kinds).toEqual([true, true, true, true]);
  });

  it.each([
    ['fail', "Error invoking remote method 'fail': Error: boom"],
    ['nothing', "Error invoking remote method 'nothing': Error: No handler registered for 'nothing'"],
  ])('invoking %s rejects with a sentence and nothing else of the error', async (channel, message) => {
    const failure = await desktop.page.evaluate(
      (channel) =>
        window.fixture
          .invoke(channel)
          .catch((error: unknown) => [(error as Error).message, 'code' in (error as Error)]),
      channel,
    );
    expect(failure).toEqual([message, false]);
  });

  it('the bridge loses the properties of an error', async () => {
    const failure = await desktop.page.evaluate(() =>
      window.fixture.fail().catch((error: unknown) => [(error as Error).message, 'code' in (error as Error)]),
    );
    expect(failure).toEqual(['boom', false]);
  });

  it('the sender of a call is the main frame, by its own address', async () => {
    expect(await desktop.page.evaluate(() => window.fixture.invoke('who'))).toEqual([
      'app://bundle/',
      null,
      true,
    ]);
  });

  it('messages go both ways without an answer', async () => {
    const args = await desktop.page.evaluate(async () => {
      const next = window.fixture.next('pong');
      window.fixture.send('ping', 'value');
      const [value, floats] = await next;
      return [value, floats instanceof Float32Array];
    });
    expect(args).toEqual(['value', true]);
  });

  it('the bridge cannot be changed or replaced, and nothing of Node is there', async () => {
    const found = await desktop.page.evaluate(() => [
      Object.isFrozen(window.fixture),
      window.fixture.exposeAgain(),
      'require' in window,
      'process' in window,
    ]);
    expect(found).toEqual([true, 'refused', false, false]);
  });

  it('a file that the page made has no path', async () => {
    expect(await desktop.page.evaluate(() => window.fixture.pathOf(new File(['x'], 'x.png')))).toBe('');
  });

  it('a page gets a real port, which closes when the other end does', async () => {
    const echoed = await openPort();
    expect(echoed).toEqual([true, 'with data', 'hello']);
    const closed = desktop.page.evaluate(
      () =>
        new Promise((resolve) => {
          window.fixturePort.addEventListener('close', () => {
            resolve('closed');
          });
        }),
    );
    await desktop.page.evaluate(() => window.fixture.invoke('close-port'));
    expect(await closed).toBe('closed');
  });

  it('a port closes with its page', async () => {
    const closings = async () =>
      ((await fact('log')) as string[]).filter((line) => line === 'page port closed');
    await openPort();
    const before = (await closings()).length;
    await desktop.page.reload();
    await expect.poll(async () => (await closings()).length).toBe(before + 1);
  });

  it('the protocol handler gives status, headers and body, and sees the whole address', async () => {
    const found = await desktop.page.evaluate(async () => {
      const echo = await fetch('/echo?x=1', { method: 'POST' });
      const missing = await fetch('/missing');
      return [await echo.text(), echo.headers.get('x-fixture'), missing.status, window.crossOriginIsolated];
    });
    expect(found).toEqual(['POST app://bundle/echo ?x=1', 'yes', 404, true]);
  });

  it('the content security policy of the headers holds', async () => {
    const directive = await desktop.page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
            resolve(effectiveDirective);
          });
          const script = document.createElement('script');
          script.textContent = '0';
          document.body.append(script);
        }),
    );
    expect(directive).toBe('script-src-elem');
  });

  it('navigation and new windows can be prevented', async () => {
    const before = desktop.page.url();
    await desktop.page.evaluate(() => {
      window.location.href = 'https://example.com/';
    });
    await logged('will-navigate https://example.com/');
    expect(await desktop.page.evaluate(() => window.open('https://example.com/') === null)).toBe(true);
    await logged('open https://example.com/');
    expect(desktop.page.url()).toBe(before);
  });

  it('a window is made, shows itself ready and has loaded, in this order', async () => {
    const order = ['web-contents-created', 'ready-to-show', 'did-finish-load'];
    const log = (await fact('log')) as string[];
    expect(order.map((line) => log.includes(line))).toEqual([true, true, true]);
    expect(log[0]).toBe('web-contents-created');
  });

  async function openPort(): Promise<unknown[]> {
    return desktop.page.evaluate(async () => {
      const arrived = new Promise<MessageEvent<{ fixturePort: unknown }>>((resolve) => {
        window.addEventListener('message', resolve, { once: true });
      });
      await window.fixture.invoke('open-port');
      const { data, ports } = await arrived;
      const [port] = ports;
      if (!port) return ['no port'];
      window.fixturePort = port;
      const answered = new Promise<unknown>((resolve) => {
        port.onmessage = (event) => {
          resolve(event.data);
        };
      });
      port.postMessage('hello');
      return [port instanceof MessagePort, data.fixturePort, await answered];
    });
  }
});
