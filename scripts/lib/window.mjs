import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root, say } from './run.mjs';
import { BROWSER } from './system.mjs';

/** The built window in a browser that is not seen: for scripts that take pictures of it, and that measure it. */

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/** A last resort: a busy machine takes long over a first descent. */
const TIMEOUT_MS = 180_000;

/** @param {string[]} more arguments @returns {Promise<Browser>} */
export async function launchBrowser(...more) {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: BROWSER,
    args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--use-angle=swiftshader', ...more],
  });
}

/** @param {string[]} sources what it opens @returns {Promise<{ address: string, pid: number, stop: () => Promise<void> }>} */
export async function serve(...sources) {
  const server = spawn(process.execPath, ['out/main/cli.js', 'serve', ...sources, '--no-open', '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(server.stdout, 'data');
  return {
    address: JSON.parse(String(line)).address,
    pid: server.pid ?? 0,
    async stop() {
      server.kill('SIGINT');
      await once(server, 'exit');
    },
  };
}

/**
 * Collects the tasks over 50 ms of a page's main thread, starting at its next load.
 *
 * @param {Page} page
 * @returns {Promise<{ forget: () => Promise<void>, report: (when: string) => Promise<void> }>} both begin to count anew
 */
export async function watchTasks(page) {
  await page.addInitScript(`
    globalThis.tasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
    }).observe({ type: 'longtask' });
  `);
  /** @returns {Promise<number[]>} */
  const take = async () => {
    await page.waitForTimeout(300); // the last ones are told late
    return page.evaluate('tasks.splice(0)');
  };
  return {
    async forget() {
      await take();
    },
    async report(when) {
      const tasks = await take();
      const over = tasks.filter((duration) => duration > 100);
      const worst = Math.max(0, ...tasks);
      say(`${when}: ${tasks.length} tasks over 50 ms, ${over.length} over 100 ms, the longest ${worst} ms`);
    },
  };
}

/**
 * Opens a window of a new user in the dark theme, with its hints dismissed.
 *
 * @param {Browser} browser
 * @param {{ width: number, height: number }} viewport
 * @returns {Promise<{ page: Page, server: number, close: () => Promise<void> }>} `server` is its process
 */
export async function openWindow(browser, viewport) {
  const { address, pid, stop } = await serve();
  const context = await browser.newContext({ viewport, colorScheme: 'dark' });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(`localStorage.setItem('hints-put-away', '["turn", "drop", "play"]')`);
  await page.reload();
  return {
    page,
    server: pid,
    async close() {
      await context.close();
      await stop();
    },
  };
}
