import { describe, expect, it } from 'vitest';
import { instrumentIn, LONG } from './instrument';
import { served } from './shells';

/** Settings that are changed during a run. Shells have no part in it. */

describe('in the browser', () => {
  const instrument = instrumentIn(served);

  const marks = (text: RegExp) => instrument.page.getByRole('img', { name: text });

  it(
    'a run goes on with another step size and another beta, both are undone, and so are the settings of a preset, as one',
    async () => {
      const { page } = instrument;
      const settings = page.getByRole('complementary', { name: 'Settings and reliability' });
      await instrument.openLong(20);
      const beta = await instrument.valueOf('Inverse temperature');

      await instrument.set('Step size', '0.05');
      await marks(/α 0\.05 at step \d+/).waitFor({ timeout: LONG });
      await instrument.set('Inverse temperature', '120');
      await marks(/β 120 at step \d+/).waitFor({ timeout: LONG });
      const changed = await instrument.stepNow();
      expect(changed).toBeGreaterThan(20); // it did not start again
      instrument.link.release();
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBeGreaterThan(changed);
      await instrument.button('Stop').click();

      await settings.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => instrument.valueOf('Inverse temperature')).toBe(beta);
      await settings.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => instrument.valueOf('Step size')).toBe('0.1');
      await settings.getByRole('button', { name: 'Redo' }).click();
      await expect.poll(() => instrument.valueOf('Step size')).toBe('0.05');

      const missing = await instrument.valueOf('Missing share');
      await settings.getByRole('button', { name: 'Presets' }).click();
      await page.getByRole('button', { name: /The paper's Figure 1/ }).click();
      const fill = page.getByRole('radio', { name: 'Black', exact: true, checked: true });
      await fill.waitFor();
      expect(await instrument.valueOf('Missing share')).toMatch(/^67\s%$/);
      await settings.getByRole('button', { name: 'Undo' }).click();
      await fill.waitFor({ state: 'detached' });
      expect(await instrument.valueOf('Missing share')).toBe(missing);
    },
    4 * LONG,
  );
});
