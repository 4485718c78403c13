import { describe, expect, it } from 'vitest';
import { instrumentIn, LONG } from './instrument';
import { linked } from './shells';

/** A graphics device that is lost: no device can be lost here, so the link says what the engine would say. */

describe('in the browser', () => {
  const instrument = instrumentIn(linked);

  it(
    'a run whose device fails says so, and goes on on the CPU in another process',
    async () => {
      const { page } = instrument;
      await instrument.openDigits();
      await instrument.runLongPast(20);
      const { connections } = instrument.link;
      instrument.link.loseDevice();
      instrument.link.release();
      const message = page.getByRole('status').filter({ hasText: 'The graphics device failed at step' });
      await message.waitFor({ timeout: LONG });
      expect(await message.innerText()).toContain('It was lost. The steps so far are kept');

      await message.getByRole('button', { name: 'Continue on the CPU' }).click();
      await page.getByTitle('Undo: device cpu').waitFor({ timeout: LONG });
      await instrument.runsToTheEnd();
      expect(instrument.link.connections).toBeGreaterThan(connections);
      expect(await message.count()).toBe(0);
    },
    3 * LONG,
  );
});
