import { describe, it } from 'vitest';
import { expectBaseline } from '../support/baseline';
import { instrumentIn, LONG } from './instrument';
import { served } from './shells';

/** The main screens look as they are stored: `npm run screens:renew` stores them again after a change that was meant. */

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
