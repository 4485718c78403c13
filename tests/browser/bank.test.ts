import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Harness } from '../support/harness';
import { startHarness } from '../support/harness';
import type { BankHarness } from './harness/bank/api';
import { pixelsOf } from '../support/pixels';

/** Thousands of pictures on one canvas behind their buttons. */

declare const harness: BankHarness;

let bank: Harness;

beforeAll(async () => {
  bank = await startHarness('bank', { width: 248, height: 800 });
  await bank.open('count=2000');
  await bank.page.locator('.thumb').first().waitFor();
}, 60_000);

afterAll(async () => {
  expect(bank.complaints).toEqual([]);
  await bank.close();
});

it('shows under each button the picture of its memory, wherever it is scrolled to', async () => {
  const { page } = bank;
  for (const top of [0, 900, 14_000, 1_000_000]) {
    const shown = await page.evaluate((to) => {
      const list = document.querySelector('.scroll');
      if (list) list.scrollTop = to;
      return new Promise<{ name: string; x: number; y: number }[]>((resolve) => {
        setTimeout(() => {
          const edge = list?.getBoundingClientRect();
          resolve(
            [...document.querySelectorAll('.thumb')].flatMap((thumb) => {
              const { x, y } = thumb.getBoundingClientRect();
              const isSeen = edge && y > edge.top && y + 48 < edge.bottom;
              return isSeen ? [{ name: thumb.getAttribute('title') ?? '', x, y }] : [];
            }),
          );
        }, 300);
      });
    }, top);
    expect(shown.length).toBeGreaterThan(30);
    const points = shown.flatMap(
      ({ x, y }) =>
        [
          [x + 8, y + 24],
          [x + 40, y + 24],
        ] as [number, number][],
    );
    const pixels = await pixelsOf(page, points);
    const greys = await page.evaluate(
      (names) => names.map((name) => harness.greyOf(Number(name.split(' ')[1]))),
      shown.map(({ name }) => name),
    );
    greys.forEach((grey, i) => {
      expect(pixels[2 * i]?.[0]).toBe(255);
      expect(Math.abs((pixels[2 * i + 1]?.[0] ?? NaN) - grey)).toBeLessThanOrEqual(1); // 8 bits
    });
  }
});

it('scrolls through thousands without a task of 50 ms', async () => {
  // a busy machine makes any task long once; slow drawing would be slow each time
  let longest = Infinity;
  for (let round = 0; round < 3 && longest >= 50; round++) {
    longest = await bank.page.evaluate(() => harness.scrollThrough(400));
  }
  expect(longest).toBeLessThan(50);
}, 60_000);
