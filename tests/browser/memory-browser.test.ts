import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatCount } from '../../src/shared/units';
import { barriers } from '../support/axe';
import type { Harness } from '../support/harness';
import { startHarness } from '../support/harness';
import { pixelsOf } from '../support/pixels';
import type { MemoryBrowserHarness } from './harness/memory-browser/api';

/** Nearly 2 000 stored pictures and 20 000 that are not, on one canvas behind their options. */

declare const harness: MemoryBrowserHarness;

/** Of the harness: seven classes in turn. */
const CLASSES = 7;

let browser: Harness;

beforeAll(async () => {
  browser = await startHarness('memory-browser', { width: 248, height: 800 });
  await browser.open('count=1988&total=21988');
  await options().first().waitFor();
}, 240_000);

afterAll(async () => {
  expect(browser.complaints).toEqual([]);
  await browser.close();
});

const options = () => browser.page.getByRole('option');
const list = () => browser.page.getByRole('listbox');
const field = () => browser.page.getByLabel('Search pictures by name or class');
const numberOf = (label: string) => Number(/half (\d+)/.exec(label)?.[1]);
const selected = () =>
  browser.page
    .locator('[role=option][aria-selected=true]')
    .evaluateAll((all) => all.map((option) => option.getAttribute('title') ?? ''));
const asked = () => browser.page.evaluate(() => [...harness.asked]);

it('shows the picture of each option on the screen, stored or not, wherever it is scrolled to', async () => {
  const { page } = browser;
  for (const top of [0, 900, 14_000, 28_200, 90_000, 1_000_000]) {
    const shown = await page.evaluate((to) => {
      const scroller = document.querySelector('.scroll');
      if (scroller) scroller.scrollTop = to;
      return new Promise<{ label: string; x: number; y: number; side: number }[]>((resolve) => {
        setTimeout(() => {
          const edge = scroller?.getBoundingClientRect();
          resolve(
            [...document.querySelectorAll('[role=option]')].flatMap((option) => {
              const { x, y, width: side } = option.getBoundingClientRect();
              const isSeen = edge && y > edge.top && y + side < edge.bottom;
              return isSeen ? [{ label: option.getAttribute('title') ?? '', x, y, side }] : [];
            }),
          );
        }, 400);
      });
    }, top);
    expect(shown.length).toBeGreaterThan(20);
    const readable = shown.filter(({ label }) => !label.includes('ends early'));
    const points = readable.flatMap(
      ({ x, y, side }) =>
        [
          [x + side / 4, y + side / 2],
          [x + (3 * side) / 4, y + side / 2],
        ] as [number, number][],
    );
    const pixels = await pixelsOf(page, points);
    const greys = await page.evaluate(
      (numbers) => numbers.map((number) => harness.greyOf(number)),
      readable.map(({ label }) => numberOf(label)),
    );
    greys.forEach((grey, i) => {
      expect(pixels[2 * i]?.[0]).toBe(255);
      expect(Math.abs((pixels[2 * i + 1]?.[0] ?? NaN) - grey)).toBeLessThanOrEqual(1); // 8 bits
    });
  }
});

it('scrolls through all of them while nothing is answered, and fetches no picture that only scrolled past', async () => {
  const { page } = browser;
  const before = await page.evaluate(() => harness.numFetched());
  await page.evaluate(() => harness.scrollThrough(2000));
  expect(await options().count()).toBeLessThan(200); // of 21 988
  expect((await page.evaluate(() => harness.numFetched())) - before).toBeLessThan(1000);
}, 240_000);

it('finds by words of name and class, says how many, and lets the first be stored by keyboard alone', async () => {
  const { page } = browser;
  await page.locator('body').press('/');
  await page.keyboard.type('0210 COW');
  const isFound = (picture: number) =>
    picture % CLASSES === 2 && String(picture).padStart(5, '0').includes('0210');
  const found = Array.from({ length: 21_988 }, (_, picture) => picture).filter(isFound);
  await page.getByText(`${String(found.length)} of ${formatCount(20_000)}`, { exact: true }).waitFor();
  await expect.poll(() => options().count()).toBe(found.length);
  await page.keyboard.press('Enter');
  expect((await selected()).map(numberOf)).toEqual(found.slice(0, 1));
  await page.keyboard.press('Enter');
  expect((await asked()).at(-1)).toEqual({ what: 'store', names: [`cow/half 0${String(found[0])}.png`] });

  await field().fill('nothing of this name');
  await page.getByText(/No name or class matches/).waitFor();
  await field().press('Escape');
  expect(await field().inputValue()).toBe('');
});

it('selects a range by keyboard across both parts, says so, and takes it to what can be done with it', async () => {
  const { page } = browser;
  await field().fill('');
  await list().focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  expect((await selected()).map(numberOf)).toEqual([0, 1, 2, 3, 4, 5]); // 4 columns
  await page.getByRole('status').getByText('6 selected').waitFor();
  await page.keyboard.press('Delete');
  expect((await asked()).at(-1)?.names.map(numberOf)).toEqual([0, 1, 2, 3, 4, 5]);

  // the last that is stored, and the first ant that is not
  await page.evaluate(() => document.querySelector('.scroll')?.scrollTo(0, 27_500));
  await page.locator('[title="gnu half 01987"]').click();
  await page.keyboard.press('Shift+ArrowRight');
  expect((await selected()).map(numberOf)).toEqual([1987, 1988]);
  await page.getByRole('button', { name: 'Recall' }).click();
  expect((await asked()).at(-1)).toMatchObject({ what: 'recall' });
});

it('says on a picture that cannot be read why', async () => {
  await field().fill('half 02101');
  await expect.poll(() => options().first().getAttribute('title')).toMatch(/Its data ends early/);
  await field().fill('');
});

it('orders by the distance from the state at the step where the playhead rests', async () => {
  const { page } = browser;
  await page.evaluate(() => {
    harness.go(7);
  });
  await page.getByRole('button', { name: 'Order and classes' }).click();
  await page.getByLabel('Nearest to a in DrDAM').check();
  await page.keyboard.press('Escape');
  await page.evaluate(() => document.querySelector('.scroll')?.scrollTo(0, 0));
  await expect.poll(async () => (await options().first().getAttribute('title')) ?? '').toMatch(/0\.000 away/);
  const labels = await options().evaluateAll((all) =>
    all.slice(0, 24).map((option) => option.getAttribute('title') ?? ''),
  );
  // half of the pixels differ, all by the same
  const grey = (picture: number) => (picture * 37) % 200;
  const distance = (picture: number) => (Math.abs(grey(picture) - grey(7)) / 255) * Math.SQRT1_2;
  const nearest = Array.from({ length: 1988 }, (_, k) => distance(k)).sort((a, b) => a - b);
  labels.forEach((label, i) => {
    expect(distance(numberOf(label))).toBeCloseTo(nearest[i] ?? NaN, 6);
    expect(label).toContain(`${distance(numberOf(label)).toFixed(3)} away`);
  });
  expect(await barriers(page)).toEqual([]);
});
