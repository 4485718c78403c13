import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { countFrames } from '../../src/cli/film-receiver';
import { somePicture } from '../support/pictures';
import { instrumentIn, LONG } from './instrument';
import { desktops, killEngines, served } from './shells';

/** Wherever a shell has its part: what is opened and saved, engines that end, a page that is loaded again. */

const folder = mkdtempSync(join(tmpdir(), 'mnemoscope journeys ä '));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const pictures = join(folder, 'my pictures');
mkdirSync(pictures);
for (let i = 0; i < 6; i++) writeFileSync(join(pictures, `picture ${String(i)}.png`), somePicture(i));
writeFileSync(join(pictures, 'letter.png'), 'Dear diary');
writeFileSync(join(pictures, 'empty.jpg'), '');

describe.each([served, ...desktops])('in $name', (shell) => {
  const instrument = instrumentIn(shell);

  it(
    'someone takes a film home, and opens a folder of their own, with files that cannot be read',
    async () => {
      const { page, window, timeline } = instrument;
      await instrument.openSmall();
      await instrument.runsToTheEnd();
      await timeline.press('Home');
      expect(await instrument.stepNow()).toBe(0);
      await timeline.press('ArrowRight');
      expect(await instrument.stepNow()).toBe(1);

      await instrument.button('Film').click();
      await page.getByLabel('Length, seconds').fill('1');
      const film = join(folder, `${shell.name}.webm`);
      await page.getByText('WebM').click();
      await window.saveTo(film, () => instrument.button(/^Export/).click());
      await page.getByText(/^Saved .*: 30 frames, verified/).waitFor({ timeout: 2 * LONG });
      await using file = await open(film);
      expect(await countFrames(file.fd)).toBe(30);
      await page.keyboard.press('Escape');

      await window.pick(pictures, () => page.keyboard.press('Control+o'));
      await instrument.button('2 files skipped').click(); // not the heading of those skipped so far
      await page.getByText('letter.png').waitFor();
      await page.getByText('empty.jpg').waitFor();
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBeGreaterThan(0);
    },
    4 * LONG,
  );

  it(
    'the engine stops in mid-run, which goes on, and a window that is loaded again comes back with what was open',
    async () => {
      const { page, window, timeline } = instrument;
      await instrument.openLong(20);
      expect(killEngines()).toBeGreaterThan(0);
      await page.getByText(/The engine stopped at step/).waitFor({ timeout: LONG });
      const stopped = await instrument.stepNow();
      expect(stopped).toBeGreaterThan(20);
      await timeline.press('Home');
      expect(await instrument.stepNow()).toBe(0);
      window.link?.release();
      await instrument.button('Continue the run').click();
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBeGreaterThan(stopped + 20);

      await page.reload();
      await page.getByText('Handwritten digits').first().waitFor();
      // in mid-run, or stopped, as it was last saved
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBeGreaterThan(20);
    },
    4 * LONG,
  );
});
