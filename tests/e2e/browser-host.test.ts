import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { Rolldown } from 'vite';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImagesReport } from '#shared/api';
import { findChromium } from '../../src/cli/headless-browser';
import { temporaryFolder } from '../support/cli';
import { collectErrors } from '../support/page-errors';
import { somePicture } from '../support/pictures';
import { WebShell } from '../support/web';

/** Tests the browser host in a real browser, against a real server. */

const folder = temporaryFolder();
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
let shell: WebShell;
let browser: Browser;
let code: string;

beforeAll(async () => {
  [shell, browser, code] = await Promise.all([
    WebShell.start(['sample:digits']),
    chromium.launch({ executablePath: findChromium(), args: sandbox }),
    bundled(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await shell.stop();
});

it('opens the sample and a folder, and saves a file', async () => {
  const { page, problems } = await open();
  expect(await page.evaluate('host.start()')).toBe('connected');
  expect(await page.evaluate<ImagesReport>('host.openSample()')).toMatchObject({ skipped: [] });

  const pets = join(folder, 'pets');
  for (const name of ['cats', 'dogs', '.litter']) {
    mkdirSync(join(pets, name), { recursive: true });
    writeFileSync(join(pets, name, 'Zoë 日本 #1.png'), somePicture(name.length));
  }
  const picked = page.waitForEvent('filechooser').then((picker) => picker.setFiles(pets));
  expect(await page.evaluate('host.openFolder()')).toMatchObject({
    name: 'pets',
    counts: ['0/2', '1/2', '2/2'],
    report: { count: 2, classes: { cats: 1, dogs: 1 } },
  });
  await picked;

  const downloading = page.waitForEvent('download');
  await page.evaluate('host.save()');
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('film.webm');
  const saved = readFileSync(await download.path());
  expect([saved.length, saved[0], saved[2_000_001]]).toEqual([2_000_002, 1, 4]);
  expect(problems).toEqual([]);
  await page.close();
});

it('reports that another window is active, and takes over', async () => {
  const [{ page: first }, { page: second }] = [await open(), await open()];
  expect(await first.evaluate('host.start()')).toBe('connected');
  expect(await second.evaluate('host.start()')).toBe(
    'OtherWindowError: Mnemoscope is open in another window.',
  );
  expect(await second.evaluate('host.start(true)')).toBe('connected');
  await expect.poll(() => first.title()).toBe('Paused: Mnemoscope continues in another window.');
});

/** Opens a window and collects its errors. */
async function open(): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage();
  const problems = collectErrors(page);
  // loads the page with its policy but without the app, which would be an active window itself
  await page.route(/\/assets\/index-[^/]+\.js$/, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: '' }),
  );
  await page.goto(shell.address.href);
  await page.evaluate(code);
  return { page, problems };
}

async function bundled(): Promise<string> {
  const entry = fileURLToPath(new URL('../support/browser-host.mjs', import.meta.url));
  const lib = { entry, formats: ['iife' as const], name: 'host', fileName: 'host' };
  const built = await build({ configFile: false, logLevel: 'error', build: { write: false, lib } });
  const [{ output }] = built as [Rolldown.RolldownOutput];
  return output[0].code;
}
