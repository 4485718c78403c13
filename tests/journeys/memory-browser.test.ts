import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatCount } from '../../src/shared/units';
import { somePicture } from '../support/pictures';
import { instrumentIn, LONG } from './instrument';
import { served } from './shells';

/** Pictures of one's own: looked through, stored, recalled and removed, each of which can be undone. */

const CLASSES = ['ants', 'bees', 'cows'];
const PER_CLASS = 12;

const folder = mkdtempSync(join(tmpdir(), 'mnemoscope classes ä '));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
CLASSES.forEach((name, c) => {
  mkdirSync(join(folder, name));
  for (let i = 0; i < PER_CLASS; i++) {
    writeFileSync(join(folder, name, `${String(i)}.png`), somePicture(100 * c + i));
  }
});

describe('in the browser', () => {
  const instrument = instrumentIn(served);

  it(
    'someone searches a class, stores three of it, recalls one, removes one, wants them small and grey, and thinks better of it',
    async () => {
      const { page, window } = instrument;
      const memories = page.getByRole('complementary', { name: 'Memories', exact: true });
      const numStored = async () => Number(await memories.getByLabel('Number of memories').inputValue());
      const bees = memories.getByRole('group', { name: /^bees/ }).getByRole('option');
      /** What is computed has caught up with what is wanted: the numbers that MrDAM keeps say so. */
      const isShown = (count: number) =>
        memories.getByText(formatCount(count * 432), { exact: true }).waitFor({ timeout: LONG });
      await window.pick(folder, () => instrument.button('Folder').click());
      await bees.first().waitFor({ timeout: LONG });
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBeGreaterThan(5);
      const before = await numStored();

      await page.keyboard.press('/');
      await page.keyboard.type('bees');
      await memories
        .getByText(/^\d+ of \d+$/)
        .first()
        .waitFor();
      await expect.poll(() => memories.getByRole('group', { name: /^ants/ }).count()).toBe(0);
      const left = await bees.count();
      await bees.nth(0).click();
      await bees.nth(2).click({ modifiers: ['Shift'] });
      await memories.getByRole('button', { name: 'Store', exact: true }).click();
      await expect.poll(() => bees.count()).toBe(left - 3);
      await memories.getByLabel('Search pictures by name or class').press('Escape');
      await expect.poll(numStored).toBe(before + 3);
      await isShown(before + 3);
      expect(await instrument.stepNow()).toBeGreaterThan(5); // the run went on

      const queries = page.getByRole('button', { name: /^Query [a-z](,|$)/ });
      const numQueries = await queries.count();
      await bees.first().click();
      await memories.getByRole('button', { name: 'Recall', exact: true }).click();
      await expect.poll(() => queries.count(), { timeout: LONG }).toBe(numQueries + 1);
      await memories.getByRole('option', { name: /picture of query e$/ }).waitFor();

      const stored = memories.getByRole('group', { name: /^Stored/ }).getByRole('option');
      await stored.last().click();
      await page.keyboard.press('Delete');
      await expect.poll(numStored).toBe(before + 2);
      await instrument.button(/^Undo/).click();
      await expect.poll(numStored).toBe(before + 3);
      await isShown(before + 3);

      // other states of the same pictures
      await page.getByLabel('Picture size').selectOption('8 × 8');
      await page.getByRole('radio', { name: 'Grey' }).click();
      await memories.getByText(formatCount((before + 3) * 64), { exact: true }).waitFor({ timeout: LONG });
      await instrument.button(/^Undo/).click();
      await instrument.button(/^Undo/).click();
      await isShown(before + 3);
    },
    3 * LONG,
  );
});
