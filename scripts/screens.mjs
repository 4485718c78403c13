import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, say } from './lib/run.mjs';
import { ensureSystemPackages } from './lib/system.mjs';
import { launchBrowser, openWindow } from './lib/window.mjs';

// Takes pictures of every screen and state, in every size and both themes, into out/screens.
await ensureInstalled();
await ensureSystemPackages();
await ensureBuilt();

const FIRST_SIZE = { width: 1280, height: 800 };
const SIZES = [FIRST_SIZE, { width: 2560, height: 1440 }, { width: 1024, height: 640 }];
const folder = fileURLToPath(new URL('out/screens/', root));
mkdirSync(folder, { recursive: true });

/** Pictures that cannot be read, for the screen that reports them. */
const bad = mkdtempSync(join(tmpdir(), 'mnemoscope-screens-'));
writeFileSync(join(bad, 'letter.png'), 'Dear diary');
/** Enough pictures to take long on a slow connection, for the screen that shows the upload. */
const many = mkdtempSync(join(tmpdir(), 'mnemoscope-many-'));
for (let i = 0; i < 80; i++) {
  copyFileSync(new URL('docs/images/window.png', root), join(many, `picture ${i}.png`));
}

const browser = await launchBrowser();

/** @typedef {import('playwright-core').Page} Page */

/** @type {Record<string, (page: Page, server: number) => Promise<void>>} */
const screens = {
  async empty(page) {
    await page.locator('.card canvas').nth(1).waitFor();
    await page.getByRole('img', { name: /^Energy landscape of MrDAM/ }).waitFor();
  },
  async loading(page) {
    await screens.done?.(page, 0);
    const line = await page.context().newCDPSession(page);
    const speed = { downloadThroughput: -1, uploadThroughput: 4e5, latency: 0, offline: false };
    await line.send('Network.emulateNetworkConditions', speed);
    await openFolder(page, many);
    await page
      .getByText(/^Uploading the files/)
      .first()
      .waitFor();
  },
  async unreadable(page) {
    await openFolder(page, bad);
    await page.getByRole('alert').waitFor();
  },
  async running(page) {
    await startSample(page);
    await page.locator('.centre').waitFor();
    await page.getByText('Drawing the landscapes').waitFor({ state: 'detached' });
  },
  async done(page) {
    await startSample(page);
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    for (let i = 0; i < 12; i++) await page.keyboard.press('Comma');
    await page.getByRole('slider', { name: 'Step' }).first().press('Home');
    for (let i = 0; i < 2; i++) await page.keyboard.press('Shift+Period');
  },
  async overlay(page) {
    await arrange(page, 'Overlay');
  },
  async difference(page) {
    await arrange(page, 'Difference');
  },
  async map(page) {
    await arrange(page, 'Map');
  },
  /** Several values of a setting beside each other. */
  async sweep(page) {
    await arrange(page, 'Compare values');
    const values = page.getByRole('textbox', { name: 'Values' });
    await values.fill('40, 80, 160, 320');
    await values.press('Enter');
    await page.getByRole('button', { name: 'Compute' }).waitFor({ timeout: 240_000 });
  },
  async riding(page) {
    await screens.done?.(page, 0);
    await page.getByRole('button', { name: 'Slice: fixed' }).click();
    await page.getByRole('button', { name: 'Following a' }).click();
  },
  async plane(page) {
    await screens.done?.(page, 0);
    await page.getByRole('button', { name: /^Plane of query / }).click();
    await page.getByRole('button', { name: /^Through three states/ }).click();
  },
  /** The picture that a point of a landscape is. */
  async drop(page) {
    await screens.done?.(page, 0);
    await page.locator('[role=img].stage').press('Enter');
    await page.getByRole('dialog', { name: 'Start a query here' }).waitFor();
  },
  async saving(page) {
    await screens.done?.(page, 0);
    await page.keyboard.press('Control+Shift+S');
    await page.getByRole('radio', { name: /^Settings and recording/ }).waitFor();
  },
  /** Memories came and went while the run was under way. */
  async changed(page) {
    await startSample(page);
    await page.locator('.centre').waitFor();
    await page.getByRole('button', { name: 'Store one more' }).click();
    await page.getByRole('option', { name: /memory of query b$/ }).click();
    await page.keyboard.press('Delete');
    await page.getByText('Beyond the paper').click();
    await page.getByText('Beyond the paper').scrollIntoViewIfNeeded();
    await page.waitForTimeout(5000);
  },
  /** A query that lacks a side and a box. */
  async query(page) {
    await startSample(page);
    await page.locator('.centre').waitFor();
    await page.getByText('Drawing the landscapes').waitFor({ state: 'detached' });
    await page.keyboard.press('q');
    await page.getByRole('radio', { name: 'Corruption', exact: true }).click();
    await page.getByRole('button', { name: 'Add box' }).click();
    await page.getByRole('region', { name: 'Preview' }).waitFor();
  },
  async 'query-by-hand'(page) {
    await screens.query?.(page, 0);
    await page.getByRole('radio', { name: 'Picture', exact: true }).click();
    await page.getByRole('radio', { name: 'By hand' }).click();
    const picture = page.getByRole('application');
    for (const key of ['Space', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Shift+Space'])
      await picture.press(key);
  },
  async stopped(page) {
    await startSample(page);
    await page.locator('.centre').waitFor();
    await page.waitForTimeout(1500);
    await page.getByRole('button', { name: 'Stop' }).click();
  },
  /** Queries go astray in the noise, and the engine ends by itself. */
  async failed(page, server) {
    await startSample(page);
    await page.locator('.centre').waitFor();
    await type(page, 'Steps', '2000');
    await type(page, 'Features', '4000');
    await type(page, 'Inverse temperature', '240');
    const step = page.getByRole('slider', { name: 'Step' }).first();
    while (Number(await step.getAttribute('aria-valuenow')) < 100) await page.waitForTimeout(200);
    for (const pid of enginesOf(server)) process.kill(pid, 'SIGKILL');
    await page.getByText(/^The engine stopped/).waitFor();
  },
  async hints(page) {
    await page.evaluate('localStorage.clear()');
    await page.reload();
    await screens.done?.(page, 0);
  },
  async palette(page) {
    await screens.done?.(page, 0);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find' }).fill('st');
  },
  async keys(page) {
    await screens.done?.(page, 0);
    await page.keyboard.press('?');
  },
  async guide(page) {
    await screens.done?.(page, 0);
    await page.keyboard.press('F1');
    await page.getByRole('button', { name: 'Landscapes', exact: true }).click();
  },
  async panels(page) {
    await screens.done?.(page, 0);
    for (let i = 0; i < 6; i++) await page.getByRole('separator').first().press('Shift+ArrowRight');
    await page.keyboard.press('Control+Shift+b');
  },
  async 'experiments-new'(page) {
    await openExperiments(page, 'Figure 3');
  },
  async 'experiments-running'(page) {
    await openExperiments(page, 'Figure 4B');
    await runExperiment(page);
    await page.getByText(/^[3-8] of 9 parts$/).waitFor();
  },
  async 'experiments-stopped'(page) {
    await screens['experiments-running']?.(page, 0);
    await page.getByRole('button', { name: 'Stop' }).click();
  },
  async 'experiments-pictures'(page) {
    await openExperiments(page, 'Figure 1');
    await runExperiment(page);
    await page.getByRole('button', { name: 'Start over' }).waitFor({ timeout: 240_000 });
  },
  async 'experiments-curves'(page) {
    await openExperiments(page, 'Figure 3');
    await runExperiment(page);
    await page.getByRole('button', { name: 'Start over' }).waitFor({ timeout: 240_000 });
    await page.getByRole('radio', { name: 'Columns' }).click();
  },
  async presentation(page) {
    await screens.done?.(page, 0);
    await page.keyboard.press('f');
    await page.getByRole('dialog', { name: 'Presentation' }).waitFor();
  },
  async film(page) {
    await screens.done?.(page, 0);
    await page.getByRole('button', { name: 'Film' }).click();
    await page.getByRole('button', { name: /^Export/ }).waitFor();
  },
};

/**
 * @param {Page} page
 * @param {string} name
 */
async function openExperiments(page, name) {
  await page.getByRole('radio', { name: 'Experiments', exact: true }).click();
  await page.getByRole('option', { name }).click();
  await page.getByText(/on this machine/).waitFor();
}

/** @param {Page} page */
async function runExperiment(page) {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function arrange(page, name) {
  await screens.done?.(page, 0);
  await page.getByRole('radio', { name, exact: true }).click();
}

/**
 * @param {Page} page
 * @param {string} pictures
 */
async function openFolder(page, pictures) {
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Control+o');
  await (await chooser).setFiles(pictures);
}

/**
 * @param {Page} page
 * @param {string} name of a slider
 * @param {string} value
 */
async function type(page, name, value) {
  const row = page.locator('.row', { has: page.getByText(name, { exact: true }) });
  await row.getByRole('button').click();
  await row.getByRole('textbox').fill(value);
  await row.getByRole('textbox').press('Enter');
}

/**
 * @param {number} server
 * @returns {number[]}
 */
function enginesOf(server) {
  const rows = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(server)], { encoding: 'utf8' });
  return rows
    .split('\n')
    .filter((row) => row.includes('engine.js'))
    .map((row) => Number.parseInt(row, 10));
}

/** @param {Page} page */
async function startSample(page) {
  await page.getByRole('button', { name: /^Start with/ }).click();
}

const wanted = process.argv.slice(2);
for (const [name, reach] of Object.entries(screens)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { page, server, close } = await openWindow(browser, FIRST_SIZE);
  // the picker is intercepted from the start, since a key may open it before a later handler is set
  page.on('filechooser', () => undefined);
  await reach(page, server);
  for (const colorScheme of /** @type {const} */ (['dark', 'light'])) {
    await page.emulateMedia({ colorScheme });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.waitForTimeout(1500);
      const file = `${name}-${colorScheme}-${size.width}.png`;
      await page.screenshot({ path: join(folder, file) });
      say(file);
    }
  }
  await close();
}
await browser.close();
for (const pictures of [bad, many]) rmSync(pictures, { recursive: true });
