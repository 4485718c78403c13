import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { barriers } from '../support/axe';
import { somePicture } from '../support/pictures';
import { instrumentIn, LONG } from './instrument';
import { served } from './shells';

/** Queries that a person makes, wherever a shell opens a file for one. */

const folder = mkdtempSync(join(tmpdir(), 'mnemoscope queries ä '));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = join(folder, 'picture of my own.png');
writeFileSync(file, somePicture(1));

describe('in the browser', () => {
  const instrument = instrumentIn(served);

  it(
    'runs a query from a memory, from a file and drawn by hand, and undoes them',
    async () => {
      const { page, window } = instrument;
      const dialog = page.getByRole('dialog', { name: 'New query' });
      const button = (name: string) => dialog.getByRole('button', { name, exact: true });
      const radio = (name: string) => dialog.getByRole('radio', { name, exact: true });
      const chips = page.getByRole('group', { name: 'Queries' }).getByRole('button', { name: /^Query \w/ });
      const isReady = () => dialog.getByRole('region', { name: 'Preview' }).waitFor({ timeout: LONG });
      await instrument.openSmall();
      await instrument.runsToTheEnd();
      expect(await chips.count()).toBe(4);

      await page.keyboard.press('q');
      await isReady();
      const memory = await dialog.getByRole('option', { selected: true }).getAttribute('aria-label');
      await radio('Corruption').click();
      await button('Add box').click();
      await button('Add noise').click();
      await dialog.getByText('None fixed').waitFor({ timeout: LONG });
      expect(await barriers(page)).toEqual([]);
      await button('Add and run').click();
      await expect.poll(() => chips.count(), { timeout: LONG }).toBe(5);
      await page.getByRole('option', { name: `${String(memory)}, memory of query e` }).waitFor();

      await page.keyboard.press('q');
      await radio('Files').click();
      await window.pick(file, () => button('Choose pictures').click());
      await dialog.getByRole('option', { name: 'picture of my own' }).waitFor({ timeout: LONG });
      await dialog.getByText('not stored').waitFor({ timeout: LONG });
      await page.keyboard.press('Control+Enter');
      await expect.poll(() => chips.count(), { timeout: LONG }).toBe(6);

      await page.keyboard.press('q');
      await radio('By hand').click();
      await button('Black').click();
      await dialog.getByRole('application').press('Space');
      await dialog.getByRole('application').press('ArrowRight');
      await dialog.getByRole('application').press('Space');
      await page.keyboard.press('Control+Enter');
      await expect.poll(() => chips.count(), { timeout: LONG }).toBe(7);
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBeGreaterThan(0); // it rolls

      await instrument.button('Undo').click();
      await expect.poll(() => chips.count(), { timeout: LONG }).toBe(6);
      await page.keyboard.press('Alt+Digit5');
      await page.keyboard.press('e');
      await page.getByRole('dialog', { name: 'Query e' }).getByText('None fixed').waitFor({ timeout: LONG });
    },
    4 * LONG,
  );
});
