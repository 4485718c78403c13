import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from './run.mjs';
import { BROWSER } from './system.mjs';

/** The built window in a browser that is not seen: for scripts that take pictures of it. */

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/** @returns {Promise<Browser>} */
export async function launchBrowser() {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: BROWSER,
    args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--use-angle=swiftshader'],
  });
}

/**
 * A window that nobody has used before, dark, with its hints put away.
 *
 * @param {Browser} browser
 * @param {{ width: number, height: number }} viewport
 * @returns {Promise<{ page: Page, server: number, close: () => Promise<void> }>} `server` is its process
 */
export async function openWindow(browser, viewport) {
  const server = spawn(process.execPath, ['out/main/cli.js', 'serve', '--no-open', '--json'], { cwd: root });
  const [line] = await once(server.stdout, 'data');
  const { address } = JSON.parse(String(line));
  const context = await browser.newContext({ viewport, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(`localStorage.setItem('hints-put-away', '["turn", "drop", "play"]')`);
  await page.reload();
  return {
    page,
    server: server.pid ?? 0,
    async close() {
      await context.close();
      server.kill('SIGINT');
      await once(server, 'exit');
    },
  };
}
