import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { barriers } from '../support/axe';
import { instrumentIn, LONG } from './instrument';
import { served } from './shells';

/** Nobody is kept out: by a screen that cannot be read, or by the want of a pointer. */

const unreadable = mkdtempSync(join(tmpdir(), 'mnemoscope-manners-'));
writeFileSync(join(unreadable, 'letter.png'), 'Dear diary');
afterAll(() => {
  rmSync(unreadable, { recursive: true });
});

describe('in the browser', () => {
  const instrument = instrumentIn(served);

  it(
    'someone who is quicker than the first screen, and has no pointer, recalls a sample and looks at all there is; every screen can be read, dark and light',
    async () => {
      const { page, window, timeline } = instrument;
      const { keyboard } = page;
      const found: string[] = [];
      const look = async (screen: string, within = 'html') => {
        for (const colorScheme of ['dark', 'light'] as const) {
          await page.emulateMedia({ colorScheme });
          // contrast alone is another in each
          const rules = colorScheme === 'light' ? ['color-contrast'] : undefined;
          const here = await barriers(page, { within, ...(rules && { rules }) });
          found.push(...here.map((one) => `${screen}, ${colorScheme}: ${one}`));
        }
      };
      const focusOn = async (selector: string, key = 'Tab') => {
        for (let i = 0; i < 40; i++) {
          if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
          await keyboard.press(key);
        }
        throw new Error(`${selector} is not reached`);
      };

      // nothing can be opened before the first screen is drawn, and it is whole all the same
      await window.pick(unreadable, () => keyboard.press('Control+o'));
      await page.getByRole('alert').waitFor({ timeout: LONG });
      await look('message', '[role="alert"]');
      await page.locator('.card canvas').nth(1).waitFor({ timeout: LONG });
      await page.getByRole('img', { name: /^Energy landscape of MrDAM/ }).waitFor({ timeout: LONG });
      await look('start');

      await focusOn('.card');
      await keyboard.press('Enter');
      await timeline.waitFor({ timeout: LONG });
      await look('running');
      await page.getByRole('heading', { name: 'DrDAM is reliable' }).waitFor({ timeout: LONG });
      await instrument.runsToTheEnd();
      expect(await instrument.stepNow()).toBe(300);
      await page.getByRole('heading', { name: 'Both models ended alike' }).waitFor({ timeout: LONG });
      await page.getByRole('img', { name: /^Energy landscapes of/ }).waitFor({ timeout: LONG });
      await look('done');

      await keyboard.press('Home');
      expect(await instrument.stepNow()).toBe(0);
      await keyboard.press('Space');
      await expect.poll(instrument.stepNow).toBeGreaterThan(0);
      await keyboard.press('Space');
      const paused = await instrument.stepNow();
      await keyboard.press('Comma');
      expect(await instrument.stepNow()).toBe(paused - 1);
      await keyboard.press('Alt+2');
      await page.getByRole('button', { name: /^Query b/, pressed: true }).waitFor();

      await focusOn('.top *', 'F6');
      for (const label of ['Handwritten digits: open pictures', 'Device: CPU', 'Appearance', 'Help']) {
        await focusOn(`[aria-label="${label}"]`);
        await keyboard.press('Enter');
        await look(label, '.popover, [role="menu"]');
        await keyboard.press('Escape');
      }
      for (const [keys, name] of Object.entries({ F1: 'Guide', '?': 'Keys', 'Control+e': 'Film' })) {
        await keyboard.press(keys);
        await page.getByRole('dialog', { name }).waitFor({ timeout: LONG });
        await look(name, '[role="dialog"], dialog');
        await keyboard.press('Escape');
        await page.locator('[role="dialog"], dialog').waitFor({ state: 'detached' });
      }

      await focusOn('[aria-label="Settings and reliability"] *', 'F6');
      await focusOn('input[type="range"]');
      const beta = page.getByRole('slider', { name: 'Inverse temperature' });
      const before = await beta.getAttribute('aria-valuetext');
      await keyboard.press('ArrowRight');
      expect(await beta.getAttribute('aria-valuetext')).not.toBe(before);
      await instrument.button('Stop').waitFor();
      await keyboard.press('Escape');
      await instrument.button('Run').waitFor();

      await keyboard.press('Control+k');
      await keyboard.type('run ag');
      await look('palette', 'dialog');
      await keyboard.press('Enter');
      await instrument.button('Stop').waitFor();
      await page.locator('dialog').waitFor({ state: 'detached' });
      await keyboard.press('x');
      await page.getByRole('listbox').waitFor();
      await look('experiments');
      expect(found).toEqual([]);
    },
    3 * LONG,
  );
});
