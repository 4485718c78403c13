import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { BROWSER } from './system.mjs';

/**
 * Opens a page in a headless browser that nothing else watches. Playwright copies every byte that comes through a
 * WebSocket, so that a run takes it twice the time that it takes a person.
 *
 * @param {string} address
 * @returns {Promise<{ evaluate: (expression: string) => Promise<any>, until: (expression: string) => Promise<number>, close: () => Promise<void> }>}
 *   `until` resolves once an expression is true, to the ms since it was called
 */
export async function openPlainPage(address) {
  const { WebSocket } = await import('ws');
  const profile = await mkdtemp(join(tmpdir(), 'mnemoscope page '));
  // as a browser draws on a machine without a GPU: in software, and WebGL in SwiftShader
  const flags = ['--enable-unsafe-swiftshader', '--use-angle=swiftshader', '--disable-gpu-compositing'];
  const browser = spawn(
    BROWSER,
    [
      ...['--headless=new', '--no-sandbox', ...flags, '--disable-gpu-rasterization'],
      ...['--remote-debugging-port=0', '--window-size=1280,887', `--user-data-dir=${profile}`, address],
    ],
    { stdio: 'ignore' },
  );
  const port = await retried(async () => {
    const [first = ''] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
    return first;
  });
  const target = await retried(async () => {
    const targets = await (await globalThis.fetch(`http://127.0.0.1:${port}/json`)).json();
    return targets.find((/** @type {{ type: string }} */ { type }) => type === 'page').webSocketDebuggerUrl;
  });
  const socket = new WebSocket(target);
  await once(socket, 'open');
  let last = 0;
  /** @param {string} expression */
  const evaluate = async (expression) => {
    const id = ++last;
    const params = { expression, awaitPromise: true, returnByValue: true };
    socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
    for (;;) {
      const [data] = await once(socket, 'message');
      const message = JSON.parse(String(data));
      // a page that is just loading has nothing to evaluate in
      if (message.id === id) return message.result?.result.value;
    }
  };
  return {
    evaluate,
    async until(expression) {
      const since = performance.now();
      while ((await evaluate(expression)) !== true) await setTimeout(20);
      return performance.now() - since;
    },
    async close() {
      socket.close();
      browser.kill();
      await once(browser, 'exit');
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Tries until a browser that starts is ready. @param {() => Promise<string>} attempt */
async function retried(attempt) {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 100) throw error;
      await setTimeout(200);
    }
  }
}
