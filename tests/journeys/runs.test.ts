import { describe, expect, it } from 'vitest';
import { formatCount } from '../../src/shared/units';
import { instrumentIn, LONG, MANY } from './instrument';
import { desktops } from './shells';

/** What may be done to a run that is under way. Shells have no part in it. */

describe.each(desktops)('in $name', (shell) => {
  const instrument = instrumentIn(shell);

  it(
    'memories come and go, and the run goes on in what is stored then',
    async () => {
      const { page } = instrument;
      const bank = page.getByRole('complementary', { name: 'Memory bank' });
      const stored = async () => Number(await bank.getByLabel('Number of memories').inputValue());
      await instrument.runLongPast(20);
      const before = await stored();

      await bank.getByRole('button', { name: 'Store one more' }).click();
      await expect.poll(stored, { timeout: LONG }).toBe(before + 1);
      expect(await instrument.stepNow()).toBeGreaterThan(20); // it was not begun again

      await bank.getByRole('button', { name: /memory of query a$/ }).press('Delete');
      await bank.getByText('1 memory taken away.').waitFor({ timeout: LONG });
      await expect.poll(stored, { timeout: LONG }).toBe(before);
      await bank.getByText(formatCount(before * 784), { exact: true }).waitFor(); // numbers that MrDAM keeps

      await bank.getByRole('button', { name: 'Put back' }).click();
      await expect.poll(stored, { timeout: LONG }).toBe(before + 1);
      await instrument.runsToTheEnd();
      expect(await instrument.stepNow()).toBe(MANY);
      await page.getByRole('img', { name: /memories changed at step/ }).waitFor();
    },
    3 * LONG,
  );

  it(
    'it is stopped, and gone on with',
    async () => {
      await instrument.runLongPast(5);
      await instrument.button('Stop').click();
      await instrument.button('Go on').waitFor();
      const stopped = await instrument.stepNow();
      expect(stopped).toBeLessThan(MANY);
      // the landscapes come all the same
      await instrument.page.getByText('Drawing the landscapes').waitFor({ state: 'detached', timeout: LONG });
      await instrument.button('Go on').click();
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBeGreaterThan(stopped);
      await instrument.button('Stop').click();
    },
    2 * LONG,
  );
});
