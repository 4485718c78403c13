import { describe, expect, it } from 'vitest';
import { formatCount } from '../../src/shared/units';
import { FEW, instrumentIn, LONG, MANY } from './instrument';
import { served } from './shells';

/** Memories that are added and removed during a run, and a run that is stopped. Shells have no part in it. */

describe('in the browser', () => {
  const instrument = instrumentIn(served);

  it(
    'memories come and go, and the run goes on in what is stored then; it is stopped, and gone on with',
    async () => {
      const { page } = instrument;
      const bank = page.getByRole('complementary', { name: 'Memories', exact: true });
      const stored = async () => Number(await bank.getByLabel('Number of memories').inputValue());
      await instrument.openLong(20);
      const before = await stored();

      await bank.getByRole('button', { name: 'Store one more' }).click();
      await expect.poll(stored, { timeout: LONG }).toBe(before + 1);
      expect(await instrument.stepNow()).toBeGreaterThan(20); // it was not begun again

      await bank.getByRole('option', { name: /memory of query a$/ }).click();
      await page.keyboard.press('Delete');
      await expect.poll(stored, { timeout: LONG }).toBe(before);
      await bank.getByText(formatCount(before * 784), { exact: true }).waitFor(); // numbers that MrDAM keeps

      await instrument.button(/^Undo/).click();
      await expect.poll(stored, { timeout: LONG }).toBe(before + 1);
      await page.getByRole('img', { name: /1 memory (added|removed) at step/ }).waitFor();

      await instrument.button('Stop').click();
      await instrument.button('Resume').waitFor();
      const stopped = await instrument.stepNow();
      expect(stopped).toBeLessThan(MANY);
      // the landscapes come all the same
      await page.getByText('Drawing the landscapes').waitFor({ state: 'detached', timeout: LONG });
      instrument.link.release();
      await instrument.button('Resume').click();
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBeGreaterThan(stopped);
      await instrument.button('Stop').click();
    },
    4 * LONG,
  );

  it(
    'a change of memories belongs to the run, and to the picture, that it was made for',
    async () => {
      const { page } = instrument;
      const bank = page.getByRole('complementary', { name: 'Memories', exact: true });
      const pictures = bank.getByRole('group', { name: /^Stored/ }).getByRole('option');
      const names = () => pictures.evaluateAll((all) => all.map((one) => one.getAttribute('title')));
      await instrument.openSmall();
      await instrument.runsToTheEnd();
      const before = await pictures.count();

      // others are drawn, and before they are recalled one more is stored
      const first = await names();
      await bank.getByRole('button', { name: 'Resample' }).click();
      await expect.poll(names, { timeout: LONG }).not.toEqual(first);
      await bank.getByRole('button', { name: 'Store one more' }).click();
      await expect.poll(() => pictures.count(), { timeout: LONG }).toBe(before + 1);
      await instrument.runsToTheEnd();
      expect(await instrument.stepNow()).toBe(FEW);

      // another picture is taken away while the first one still is
      await instrument.runLongPast(20);
      const shown = await names();
      for (let k = 0; k < 2; k++) {
        await pictures.nth(6).click();
        await page.keyboard.press('Delete');
      }
      await expect.poll(() => pictures.count(), { timeout: LONG }).toBe(shown.length - 2);
      const left = await names();
      expect(shown.filter((name) => !left.includes(name))).toEqual(shown.slice(6, 8));
    },
    3 * LONG,
  );
});
