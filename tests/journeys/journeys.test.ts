import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countFrames } from '../../src/cli/video-frames';
import { formatCount } from '../../src/shared/units';
import { somePicture } from '../support/pictures';
import type { Window } from './shells';
import { killEngines, shells } from './shells';

/**
 * What people do, from a fresh window to its end, in every shell. A journey fails on anything that the page complains
 * of, besides what it checks itself.
 */

const folder = mkdtempSync(join(tmpdir(), 'mnemoscope journeys ä '));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const pictures = join(folder, 'my pictures');
mkdirSync(pictures);
for (let i = 0; i < 6; i++) writeFileSync(join(pictures, `picture ${String(i)}.png`), somePicture(i));
writeFileSync(join(pictures, 'letter.png'), 'Dear diary');
writeFileSync(join(pictures, 'empty.jpg'), '');

const LONG = 120_000;
/** Steps that take long enough to interrupt them. */
const MANY = 500;

describe.each(shells)('in $name', (shell) => {
  let window: Window;
  beforeEach(async () => {
    window = await shell.open();
  });
  afterEach(async () => {
    expect(window.errors).toEqual([]);
    await window.close();
  });

  const button = (name: string | RegExp) => window.page.getByRole('button', { name });
  const step = () => window.page.getByRole('slider', { name: 'Step' });
  const stepNow = async () => Number(await step().first().getAttribute('aria-valuenow'));
  const lastStep = async () => Number(await step().first().getAttribute('aria-valuemax'));
  const runsToTheEnd = () => button('Run').waitFor({ timeout: LONG });
  const openDigits = async () => {
    await window.page
      .getByRole('button', { name: /Handwritten digits/ })
      .first()
      .click();
    await step().first().waitFor({ timeout: LONG });
  };
  const setSteps = async (steps: number) => {
    const row = window.page.locator('.row', { has: window.page.getByText('Steps', { exact: true }) });
    await row.getByRole('button').click();
    await row.getByRole('textbox').fill(String(steps));
    await row.getByRole('textbox').press('Enter');
  };

  it(
    'a newcomer recalls a sample, scrubs, and takes the film home',
    async () => {
      const { page } = window;
      await openDigits();
      await page.getByText('DrDAM holds here').waitFor({ timeout: LONG });
      await runsToTheEnd();
      expect(await stepNow()).toBe(300);
      await step().first().press('Home');
      expect(await stepNow()).toBe(0);
      await step().first().press('ArrowRight');
      expect(await stepNow()).toBe(1);

      await button('Film').click();
      await page.getByLabel('Length, seconds').fill('1');
      const film = join(folder, `${shell.name}.webm`);
      await page.getByText('WebM').click();
      await window.saveTo(film, () => button(/^Export/).click());
      await page.getByText(/is saved: 30 frames/).waitFor({ timeout: 2 * LONG });
      await using file = await open(film);
      expect(await countFrames(file.fd)).toBe(30);
    },
    4 * LONG,
  );

  it(
    'someone opens a folder of their own, with files that cannot be read',
    async () => {
      const { page } = window;
      await window.pickFolder(pictures, () => button('Folder').click());
      await runsToTheEnd();
      await page.getByText('2 files skipped').click();
      await page.getByText('letter.png').waitFor();
      await page.getByText('empty.jpg').waitFor();
    },
    2 * LONG,
  );

  it(
    'the engine stops in mid-run: what was recorded stays and plays, and the run goes on',
    async () => {
      const { page } = window;
      await openDigits();
      await setSteps(MANY);
      await expect.poll(lastStep, { timeout: LONG }).toBe(MANY);
      await expect.poll(stepNow, { timeout: LONG }).toBeGreaterThan(20);
      expect(killEngines()).toBeGreaterThan(0);
      await page.getByText(/The engine stopped at step/).waitFor({ timeout: LONG });
      const reached = await stepNow();
      expect(reached).toBeGreaterThan(20);
      await step().first().press('Home');
      expect(await stepNow()).toBe(0);
      await button('Go on from there').click();
      await runsToTheEnd();
      expect(await stepNow()).toBe(MANY);
    },
    3 * LONG,
  );

  it(
    'a window that is loaded again in mid-run comes back with what was open',
    async () => {
      const { page } = window;
      await openDigits();
      await expect.poll(stepNow, { timeout: LONG }).toBeGreaterThan(0);
      await page.reload();
      await runsToTheEnd();
      await page.getByText('Handwritten digits').first().waitFor();
      expect(await stepNow()).toBe(300);
    },
    2 * LONG,
  );

  it(
    'memories come and go while a run is under way, and the run goes on in what is stored then',
    async () => {
      const { page } = window;
      const bank = page.getByRole('complementary', { name: 'Memory bank' });
      const stored = async () => Number(await bank.getByLabel('Number of memories').inputValue());
      await openDigits();
      await setSteps(MANY);
      await expect.poll(lastStep, { timeout: LONG }).toBe(MANY);
      await expect.poll(stepNow, { timeout: LONG }).toBeGreaterThan(20);
      const before = await stored();

      await bank.getByRole('button', { name: 'Store one more' }).click();
      await expect.poll(stored, { timeout: LONG }).toBe(before + 1);
      expect(await stepNow()).toBeGreaterThan(20); // it was not begun again

      await bank.getByRole('button', { name: /memory of query a$/ }).press('Delete');
      await bank.getByText('1 memory taken away.').waitFor({ timeout: LONG });
      await expect.poll(stored, { timeout: LONG }).toBe(before);
      await bank.getByText(formatCount(before * 784), { exact: true }).waitFor(); // numbers that MrDAM keeps

      await bank.getByRole('button', { name: 'Put back' }).click();
      await expect.poll(stored, { timeout: LONG }).toBe(before + 1);
      await runsToTheEnd();
      expect(await stepNow()).toBe(MANY);
      await page.getByRole('img', { name: /memories changed at step/ }).waitFor();
    },
    3 * LONG,
  );

  it(
    'a run is stopped, and gone on with',
    async () => {
      await openDigits();
      await setSteps(MANY);
      await expect.poll(lastStep, { timeout: LONG }).toBe(MANY);
      await expect.poll(stepNow, { timeout: LONG }).toBeGreaterThan(5);
      await button('Stop').click();
      await button('Go on').waitFor();
      const stopped = await stepNow();
      expect(stopped).toBeLessThan(MANY);
      await button('Go on').click();
      await expect.poll(stepNow, { timeout: LONG }).toBeGreaterThan(stopped);
      await button('Stop').click();
    },
    2 * LONG,
  );
});
