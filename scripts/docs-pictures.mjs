import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pngQuantize } from '@napi-rs/image';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, runOrExit, say } from './lib/run.mjs';
import { ensureSystemPackages } from './lib/system.mjs';
import { launchBrowser, openWindow } from './lib/window.mjs';

// Renews the pictures and the film of the documents: all of them, or those named in the arguments.
await ensureInstalled();
await ensureSystemPackages();
await ensureBuilt();

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {{ x: number, y: number, width: number, height: number }} Rect */

const SIZE = { width: 1440, height: 900 };
/** The largest size at which text stays legible on a page of the guide. */
const SMALL = { width: 1024, height: 640 };
/** At this step the states are neither at the start nor at rest. */
const STEP = 20;

/** @type {Record<string, { size?: typeof SIZE, take: (page: Page) => Promise<Buffer> }>} */
const pictures = {
  window: {
    async take(page) {
      await descend(page);
      return page.screenshot();
    },
  },
  start: {
    async take(page) {
      await page.locator('.card canvas').nth(1).waitFor();
      await page.getByRole('img', { name: /^Energy landscape of MrDAM/ }).waitFor();
      await settle(page);
      return page.screenshot();
    },
  },
  landscapes: {
    async take(page) {
      await descend(page);
      await clickLandscape(page, 0.63, 0.36);
      return shot(page, page.locator('.centre'), { height: 516 });
    },
  },
  difference: {
    async take(page) {
      await descend(page);
      await page.keyboard.press('3');
      await settle(page);
      return shot(page, page.locator('.centre'), { height: 516 });
    },
  },
  timeline: {
    async take(page) {
      await descend(page, 60);
      await page.keyboard.press('Alt+3');
      await page.getByRole('button', { name: 'Distance', exact: true }).click();
      await settle(page);
      return shot(page, page.getByRole('region', { name: 'Reconstruction and curves' }));
    },
  },
  query: {
    size: { width: 1280, height: 800 },
    async take(page) {
      await descend(page);
      await page.keyboard.press('q');
      await page.getByRole('radio', { name: 'Corruption', exact: true }).click();
      await page.getByRole('button', { name: 'Add box' }).click();
      await page.getByRole('region', { name: 'Preview' }).waitFor();
      await settle(page);
      return shot(page, page.getByRole('dialog'));
    },
  },
  memories: {
    async take(page) {
      await descend(page);
      await page.getByRole('button', { name: 'Order and classes' }).click();
      await page.getByRole('radio', { name: /in MrDAM$/ }).check();
      await page.keyboard.press('Escape');
      await page.evaluate('document.activeElement.blur()');
      await settle(page);
      return shot(page, page.getByRole('complementary', { name: 'Memories' }));
    },
  },
  settings: {
    async take(page) {
      await descend(page);
      return shot(page, page.getByRole('complementary', { name: 'Settings and reliability' }));
    },
  },
  'compare-values': {
    async take(page) {
      await descend(page);
      await page.keyboard.press('5');
      await page.getByRole('radio', { name: 'Y', exact: true }).click();
      await page.getByRole('textbox', { name: 'Values' }).fill('6000,20000,60000,180000');
      await page.getByRole('button', { name: 'Compute' }).click();
      await page.getByRole('button', { name: 'Compute' }).waitFor();
      await settle(page);
      return shot(page, page.locator('.centre'), { height: 516 });
    },
  },
  palette: {
    size: SMALL,
    async take(page) {
      await descend(page);
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Find' }).fill('land');
      await settle(page);
      return shot(page, page.getByRole('dialog'));
    },
  },
};

/**
 * Runs the descent of the sample and shows a step on the way.
 *
 * @param {Page} page
 * @param {number} [step]
 */
async function descend(page, step = STEP) {
  await page.getByRole('button', { name: /^Start with/ }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  await goTo(page, step);
}

/**
 * @param {Page} page
 * @param {number} step
 */
async function goTo(page, step) {
  await page.keyboard.press('Home');
  for (let i = 0; i < step / 10; i++) await page.keyboard.press('Shift+Period');
  await settle(page);
}

/** Lets everything that was asked for be drawn. @param {Page} page */
async function settle(page) {
  await page.waitForTimeout(1500);
}

/**
 * @param {Page} page
 * @param {number} x shares of the landscapes' width and height
 * @param {number} y
 */
async function clickLandscape(page, x, y) {
  const stage = page.getByRole('img', { name: /^Energy landscape/ });
  const { width, height } = await boxOf(stage);
  await stage.click({ position: { x: x * width, y: y * height } });
  await settle(page);
}

/**
 * Takes a picture of a part of the window, cropped to the given width or height.
 *
 * @param {Page} page
 * @param {Locator} part
 * @param {Partial<Rect>} [cut]
 */
async function shot(page, part, cut = {}) {
  return page.screenshot({ clip: { ...(await boxOf(part)), ...cut } });
}

/** @param {Locator} part @returns {Promise<Rect>} */
async function boxOf(part) {
  const box = await part.boundingBox();
  if (!box) throw new Error('What a picture is taken of is not shown.');
  return box;
}

const wanted = process.argv.slice(2);
const folder = fileURLToPath(new URL('docs/images/', root));
mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
for (const [name, { size = SIZE, take }] of Object.entries(pictures)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { page, close } = await openWindow(browser, size);
  try {
    // 256 colours take a third of the bytes
    const png = await pngQuantize(await take(page), { maxQuality: 100, speed: 1 });
    writeFileSync(`${folder}${name}.png`, png);
    say(`${name}.png, ${Math.round(png.length / 1000)} kB`);
  } finally {
    await close();
  }
}
await browser.close();
if (wanted.length === 0 || wanted.includes('film')) {
  await runOrExit(process.execPath, [
    'scripts/film.mjs',
    '--seconds',
    '6',
    '--out',
    'docs/images/recall.mp4',
  ]);
}
