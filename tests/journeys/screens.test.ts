import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectBaseline } from '../support/baseline';
import { coveredTexts } from '../support/text-boxes';
import { instrumentIn, LONG } from './instrument';
import { served } from './shells';

/** A busy machine takes as long to lay out a window. */
const PATIENCE_MS = 20_000;

/** The main screens look as they are stored: `npm run screens:renew` stores them again after a change that was meant. */

/** From the smallest window to a large screen, and one that is higher than wide. */
const SIZES = [
  { width: 1024, height: 640 },
  { width: 1280, height: 800 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 2560, height: 1440 },
  { width: 1024, height: 1366 },
];

/** Expects every text to be read at every size, once the window has followed its size. */
async function expectNoTextCovered(page: Page): Promise<void> {
  const size = page.viewportSize();
  for (const other of SIZES) {
    await page.setViewportSize(other);
    const where = `${String(other.width)} × ${String(other.height)}`;
    await expect.poll(() => coveredTexts(page), { timeout: PATIENCE_MS, message: where }).toEqual([]);
  }
  if (size) await page.setViewportSize(size);
}

describe('in the browser', () => {
  const instrument = instrumentIn(served);

  it(
    'the first screen, a run, the query editor, and the experiments',
    async () => {
      const { page, timeline } = instrument;
      await page.locator('.card canvas').nth(1).waitFor({ timeout: LONG });
      await page.getByRole('img', { name: /^Energy landscape of MrDAM/ }).waitFor({ timeout: LONG });
      await expectBaseline(page, 'start');

      await instrument.openSmall();
      await instrument.runsToTheEnd();
      await page.getByText('Drawing the landscapes').waitFor({ state: 'detached', timeout: LONG });
      await timeline.press('Home');
      for (let i = 0; i < 2; i++) await page.keyboard.press('Shift+Period');
      await expectBaseline(page, 'run');
      await expectNoTextCovered(page);
      // a window that fills the screen cannot be resized
      await page.evaluate(() => {
        Element.prototype.requestFullscreen = () => Promise.reject(new Error('not allowed'));
      });
      await page.keyboard.press('f');
      await page.getByRole('dialog', { name: 'Presentation' }).waitFor();
      await expectNoTextCovered(page);
      await page.keyboard.press('f');
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await page.keyboard.press('q');
      await page.getByRole('region', { name: 'Preview' }).waitFor({ timeout: LONG });
      await expectBaseline(page, 'query-editor');
      await page.keyboard.press('Escape');

      await page.keyboard.press('x');
      await page.getByText(/on this machine/).waitFor({ timeout: LONG });
      await expectBaseline(page, 'experiments');
    },
    4 * LONG,
  );
});
