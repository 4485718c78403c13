import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SESSION_ENTRY } from '../../src/shared/session-file';
import { barriers } from '../support/axe';
import { somePicture } from '../support/pictures';
import { stillPicture } from '../support/still-picture';
import { filesInZip } from '../support/zip';
import type { Instrument } from './instrument';
import { FEW, instrumentIn, LONG } from './instrument';
import type { Shell } from './shells';
import { desktops, served } from './shells';

/** Sessions from one window to another: saved, moved, damaged. */

const folder = mkdtempSync(join(tmpdir(), 'mnemoscope sessions ä '));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each([served, ...desktops])('in $name', (shell) => {
  const instrument = instrumentIn(shell);
  const button = (name: string | RegExp) => instrument.page.getByRole('button', { name, exact: true });

  // what the desktop does with session files and pictures is in tests/electron/sessions.test.ts
  it.runIf(shell === served)(
    'a session opened in a fresh window has the same numbers and the same pixels',
    async () => {
      await instrument.openSmall({ beta: 120 });
      await instrument.runsToTheEnd();
      await instrument.page.keyboard.press('Alt+2');
      await goTo(instrument, 40);
      expect(await instrument.stepNow()).toBe(40);
      for (let i = 0; i < 3; i++) await stageOf(instrument).press('ArrowLeft');
      await button('log').click();

      await instrument.page.keyboard.press('Control+s');
      const file = join(folder, `${shell.name}.mnemo`);
      await instrument.window.saveTo(file, () => button('Save').click());
      await instrument.page.getByText(/^Saved \d\d:\d\d$/).waitFor();
      const before = await seen(instrument, shell);

      await freshWindow(instrument, shell);
      await instrument.window.pick(file, () => button('Open a session…').click());
      await instrument.runsToTheEnd();
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBe(40);
      const after = await seen(instrument, shell);
      expect(after.curves).toBe(before.curves);
      expect(after.picture.equals(before.picture)).toBe(true);
      expect(await instrument.valueOf('Inverse temperature')).toBe('120');
      expect(await button('log').getAttribute('aria-pressed')).toBe('true');

      // of one that is damaged nothing is opened, and what was open stays
      const cut = join(folder, 'cut.mnemo');
      writeFileSync(cut, readFileSync(file).subarray(0, 900));
      await instrument.window.pick(cut, () => instrument.page.keyboard.press('Control+Shift+O'));
      await instrument.page.getByText('cut.mnemo is damaged').waitFor();
      expect(await instrument.stepNow()).toBe(40);
    },
    4 * LONG,
  );

  it.runIf(shell === served)(
    'a session with its recording is there at once without its images, and takes them when they are found',
    async () => {
      const pictures = join(folder, `${shell.name} pictures`);
      mkdirSync(pictures);
      for (let i = 0; i < 6; i++) writeFileSync(join(pictures, `${String(i)}.png`), somePicture(i));
      await instrument.window.pick(pictures, () => button('Folder').click());
      await instrument.timeline.waitFor({ timeout: LONG });
      await instrument.makeSmall();
      await instrument.runsToTheEnd();
      await instrument.page.getByText('Drawing the landscapes').waitFor({ state: 'detached', timeout: LONG });
      await instrument.page.keyboard.press('Control+Shift+S');
      await instrument.page.getByRole('radio', { name: /^Settings and recording, / }).check();
      const file = join(folder, `${shell.name} recorded.mnemo`);
      await instrument.window.saveTo(file, () => button('Save').click());
      await instrument.page.getByText(/^Saved \d\d:\d\d$/).waitFor();
      const before = await seen(instrument, shell);

      const moved = join(folder, `${shell.name} moved`);
      renameSync(pictures, moved);
      await freshWindow(instrument, shell);
      await instrument.window.pick(file, () => button('Open a session…').click());
      await instrument.page.getByText(/^\d pictures of this session are gone\.$/).waitFor({ timeout: LONG });
      expect(await instrument.stepNow()).toBe(FEW);
      const after = await seen(instrument, shell);
      expect(after.curves).toBe(before.curves);

      await instrument.window.pick(moved, () => button('Find the folder').click());
      await instrument.page.getByText(/of this session are gone/).waitFor({ state: 'detached' });
      await button('Run').click();
      await instrument.runsToTheEnd();
      expect((await seen(instrument, shell)).curves).toBe(before.curves);
    },
    4 * LONG,
  );

  it(
    'a window that ends without a word comes back with what was open, and one that begins anew lists it',
    async () => {
      await instrument.openDigits();
      await instrument.makeSmall();
      await instrument.runsToTheEnd();
      await expect.poll(() => keptSteps(instrument), { timeout: LONG }).toBe(FEW);
      instrument.window = await instrument.window.crash();
      await instrument.page.getByText(/^The session of \d\d:\d\d was restored\.$/).waitFor({ timeout: LONG });
      await instrument.runsToTheEnd();
      expect(await instrument.stepNow()).toBe(FEW);
      await button('Start a new session').click();
      const recent = instrument.page.getByRole('region', { name: 'Recent' });
      await recent.getByRole('button', { name: /^Handwritten digits not saved/ }).waitFor({ timeout: LONG });
      expect(await barriers(instrument.page)).toEqual([]);
      await recent.getByRole('button', { name: /^Handwritten digits not saved/ }).click();
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBe(FEW);
    },
    4 * LONG,
  );
});

/** The number of steps in the session that is kept without being asked; null before there is one. */
async function keptSteps({ window }: Instrument): Promise<number | null> {
  const bytes = await window.autosaved();
  if (!bytes) return null;
  const text = new TextDecoder().decode((await filesInZip(bytes)).get(SESSION_ENTRY));
  return Number(/"steps":(\d+)/.exec(text)?.[1]);
}

async function goTo({ timeline, page }: Instrument, step: number): Promise<void> {
  await timeline.press('Home');
  for (let at = 0; at < step; at += 10) await page.keyboard.press('Shift+Period');
}

function stageOf({ page }: Instrument) {
  return page.locator('.stage [role="img"]').first();
}

async function freshWindow(instrument: Instrument, shell: Shell): Promise<void> {
  expect(instrument.window.errors).toEqual([]);
  await instrument.window.close();
  instrument.window = await shell.open();
}

/** The curve's numbers and the landscapes' pixels. */
async function seen(instrument: Instrument, shell: Shell): Promise<{ curves: string; picture: Buffer }> {
  const { page, window } = instrument;
  await page.getByText('Drawing the landscapes').waitFor({ state: 'detached', timeout: LONG });
  await page.getByRole('button', { name: 'Save this plot' }).click();
  const csv = join(folder, `${shell.name}.csv`);
  await window.saveTo(csv, () => page.getByRole('menuitem', { name: 'CSV', exact: true }).click());
  await expect.poll(() => sizeOf(csv)).toBeGreaterThan(0);
  // a folder that is missing, or was moved, has no name or another one
  const curves = readFileSync(csv, 'utf8').replace(/^# data: .*\r?\n/m, '');
  rmSync(csv);
  return { curves, picture: await stillPicture(stageOf(instrument)) };
}

function sizeOf(path: string): number {
  try {
    return readFileSync(path).length;
  } catch {
    return 0;
  }
}
