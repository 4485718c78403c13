import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Harness } from '../support/harness';
import { startHarness } from '../support/harness';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness('strip', { width: 1200, height: 316 });
}, 60_000);

afterAll(async () => {
  expect(harness.complaints).toEqual([]);
  await harness.close();
});

const STEPS = 100;

async function openStrip(query = ''): Promise<void> {
  await harness.open(`steps=${String(STEPS)}&${query}`);
  await harness.page.getByRole('slider').waitFor();
}

const stepNow = () => harness.page.getByRole('slider').getAttribute('aria-valuenow');

it('scrubs by pointer and by keys, on the scale of the curves', async () => {
  await openStrip();
  const { page } = harness;
  const box = await page.getByRole('slider').boundingBox();
  if (!box) throw new Error('the timeline is on the page');
  const [left, right] = [box.x + 48, box.x + box.width - 144];
  await page.mouse.move(left, box.y + 20);
  await page.mouse.down();
  await page.mouse.move((left + right) / 2, box.y - 60, { steps: 4 }); // held on to, also outside
  expect(await stepNow()).toBe(String(STEPS / 2));
  await page.mouse.move(right + 500, box.y);
  await page.mouse.up();
  expect(await stepNow()).toBe(String(STEPS));
  await page.getByRole('slider').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  expect(await stepNow()).toBe(String(STEPS - 11));
  await page.keyboard.press('Home');
  expect(await stepNow()).toBe('0');
});

it('zooms into the stretch that is dragged over, and back', async () => {
  await openStrip('step=50');
  const { page } = harness;
  const curves = page.locator('.curves');
  const box = await curves.boundingBox();
  if (!box) throw new Error('the curves are on the page');
  const [left, right] = [box.x + 48, box.x + box.width - 144];
  const ends = (await page.getByRole('slider').boundingBox()) ?? box;
  const clickLeftEnd = async () => {
    await page.mouse.click(left, ends.y + 20);
    return stepNow();
  };
  await page.mouse.move(left + (right - left) / 4, box.y + 60);
  await page.mouse.down();
  await page.mouse.move((left + right) / 2, box.y + 60, { steps: 3 });
  await page.mouse.up();
  expect(await clickLeftEnd()).toBe('25');
  await curves.dblclick({ position: { x: 200, y: 80 } });
  expect(await clickLeftEnd()).toBe('0');
});

it('saves what it shows as drawing and as table', async () => {
  await openStrip('step=30');
  const { page } = harness;
  const save = async (format: string) => {
    await page.getByLabel('Save this plot').click();
    await page.getByRole('menuitem', { name: format }).click();
    const saved = page.locator(`output[data-saved^="distance-a.${format.toLowerCase()}"]`);
    await saved.waitFor({ state: 'attached' });
    return (await saved.getAttribute('data-saved')) ?? '';
  };
  await page.getByRole('button', { name: 'Distance' }).click();
  const [, ...svg] = (await save('SVG')).split('\n');
  expect(svg.join('')).toMatch(/^<svg .*stroke-dasharray="6 4".*a at step 30.*<\/svg>$/);
  const [, header, ...rows] = (await save('CSV')).trim().split('\n');
  expect(header).toMatch(/^step,drdam_distance_a,mrdam_distance_a,drdam_distance_b/);
  expect(rows).toHaveLength(STEPS + 1);
  const distances = rows.map((row) => Number(row.split(',')[2]));
  expect(distances[0]).toBeGreaterThan(0.1);
  expect(distances[STEPS]).toBeLessThan(0.05);
});

it('says that states were thinned', async () => {
  await openStrip('budget=4000000');
  expect(await harness.page.getByRole('slider').getAttribute('aria-valuetext')).toMatch(
    /every (2nd|4th|8th) state kept/,
  );
});
