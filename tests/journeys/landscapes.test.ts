import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { barriers } from '../support/axe';
import { instrumentIn, LONG } from './instrument';
import { served } from './shells';

/** Exercises the landscapes: a picked plane, a slice that follows a query, a query started there, several values. */

const folder = mkdtempSync(join(tmpdir(), 'mnemoscope landscapes ä '));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Pictures on the landscapes are wider. */
const SCAN_PX = 24;

describe('in the browser', () => {
  const instrument = instrumentIn(served);
  const button = (name: string | RegExp) => instrument.page.getByRole('button', { name });

  it(
    'three pictures are chosen, the slice rides, a point is let go, and settings are set beside each other',
    async () => {
      const { page, window, timeline } = instrument;
      await instrument.openSmall();
      await instrument.runsToTheEnd();
      // the plane is that of the selected query, and follows the selection
      await button(/^Plane of query a \d+ % of the path$/).waitFor({ timeout: LONG });
      await page.getByText(/^Through a’s start, its end in MrDAM near/).waitFor();
      await page.keyboard.press('Alt+2');
      await button(/^Plane of query b /).waitFor({ timeout: LONG });
      await page.keyboard.press('Alt+1');
      await button(/^Plane of query a /).waitFor({ timeout: LONG });

      // a button that was clicked leaves Space and arrows to the timeline, also where a menu gives the focus back
      await timeline.press('Home');
      const isPlaying = () => button(/^Pause/).isVisible();
      const camera = button('One camera for both models');
      const clicks = [
        () => camera.click(),
        () => button('Reset the camera').click(),
        async () => {
          await button('More curves').click();
          await page.getByRole('menuitemradio').first().click();
        },
      ];
      for (const click of clicks) {
        await click();
        const wasLinked = await camera.getAttribute('aria-pressed');
        await page.keyboard.press('Space');
        await expect.poll(isPlaying).toBe(true);
        await page.keyboard.press('Space');
        await expect.poll(isPlaying).toBe(false);
        expect(await camera.getAttribute('aria-pressed')).toBe(wasLinked);
        const step = await instrument.stepNow();
        await page.keyboard.press('ArrowLeft');
        await expect.poll(instrument.stepNow).toBe(Math.max(0, step - 1));
      }
      // reached by keys, it keeps them
      await camera.focus();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Tab');
      const wasLinked = await camera.getAttribute('aria-pressed');
      await page.keyboard.press('Space');
      await expect.poll(() => camera.getAttribute('aria-pressed')).not.toBe(wasLinked);
      expect(await isPlaying()).toBe(false);
      await page.keyboard.press('Space');
      await timeline.press('End');

      // a number out of range is refused with the range, and the old one stays
      const beta = page.locator('.row', { has: page.getByText('Inverse temperature', { exact: true }) });
      const kept = await beta.getByRole('button').innerText();
      for (const typed of ['2000', 'abc']) {
        await beta.getByRole('button').click();
        await beta.getByRole('textbox').fill(typed);
        await beta.getByRole('textbox').press('Enter');
        await beta.getByRole('alert').getByText(`${typed} is not between 1 and 600.`).waitFor();
        expect(await beta.getByRole('button').innerText()).toBe(kept);
      }

      // wherever a picture stands its name is said, and a click chooses it
      await button(/^Plane of query a /).click();
      await button(/^Principal Shows/).click();
      await button(/^Principal plane /).waitFor({ timeout: LONG });
      await button('Choose on the landscapes…').click();
      const asked = page.getByText(/Choose three states on the landscapes/);
      await asked.waitFor();
      const stage = (await page.locator('[role=img].stage').boundingBox()) ?? {
        x: 0,
        y: 0,
        width: 0,
        height: 0,
      };
      const chosen = new Set<string>();
      for (let y = stage.y + 80; y < stage.y + stage.height - 60 && chosen.size < 3; y += SCAN_PX) {
        for (let x = stage.x + 40; x < stage.x + stage.width / 2 && chosen.size < 3; x += SCAN_PX) {
          await page.mouse.move(x, y);
          const name = await page.evaluate(nameUnderPointer);
          if (name === '' || chosen.has(name)) continue;
          await page.mouse.click(x, y);
          chosen.add(name);
        }
      }
      await asked.waitFor({ state: 'detached' });
      await button(/^Three-state plane /).waitFor({ timeout: LONG });

      // on a slice that rides the state is on the surface, wherever it is
      const offPlane = () =>
        page.locator('[aria-label="Readings"] tbody tr').first().locator('td').last().innerText();
      await timeline.press('Home');
      await expect.poll(offPlane, { timeout: LONG }).not.toBe('0.000');
      await button('Slice: fixed').click();
      await button('Following a').click();
      await expect.poll(offPlane, { timeout: LONG }).toBe('0.000');
      await page.keyboard.press('Shift+Period');
      await expect.poll(offPlane, { timeout: LONG }).toBe('0.000');
      await button('Slice: following a').click();
      await button(/^Fixed The plane/).click();

      const chips = page.getByRole('group', { name: 'Queries' }).getByRole('button', { name: /^Query \w/ });
      const before = await chips.count();
      await page.locator('[role=img].stage').press('Enter');
      await page.getByRole('dialog', { name: 'Start a query here' }).waitFor();
      await page.keyboard.press('Enter');
      await expect.poll(() => chips.count(), { timeout: LONG }).toBe(before + 1);
      await instrument.runsToTheEnd();

      await page.keyboard.press('5');
      const comparison = page.getByRole('region', { name: 'Compare values' });
      await comparison.getByLabel('Values').fill('30, 120');
      await comparison.getByRole('button', { name: 'Compute' }).click();
      await expect.poll(() => comparison.locator('tbody tr').count(), { timeout: LONG }).toBe(4);
      await comparison.getByRole('img', { name: /at β 30, β 120$/ }).waitFor();
      expect(await barriers(page)).toEqual([]);
      const file = join(folder, 'sweep.csv');
      await window.saveTo(file, () => comparison.getByRole('button', { name: 'Save as CSV' }).click());
      await expect.poll(() => rowsIn(file)).toEqual(['30,MrDAM', '30,DrDAM', '120,MrDAM', '120,DrDAM']);
      await page.keyboard.press('1');
      await comparison.waitFor({ state: 'detached' });
    },
    4 * LONG,
  );
});

/** What the label at the pointer says, once the frame after its last move is drawn; '' where there is none. */
async function nameUnderPointer(): Promise<string> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
  return document.querySelector('p.label')?.textContent ?? '';
}

/** Value and model of each row of a file, once it is there. */
function rowsIn(file: string): string[] {
  try {
    const [, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
    return rows.map((row) => row.split(',').slice(0, 2).join(','));
  } catch {
    return [];
  }
}
