import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers } from '../support/axe';
import { labelGutter } from '../../src/renderer/views/timeline-panel/plot-scale';
import type { Harness } from '../support/harness';
import { startHarness } from '../support/harness';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness('timeline-panel', { width: 1200, height: 316 });
}, 60_000);

afterAll(async () => {
  expect(harness.complaints).toEqual([]);
  await harness.close();
});

const STEPS = 100;

async function openPanel(query = ''): Promise<void> {
  await harness.open(`${query}&steps=${String(STEPS)}`);
  await harness.page.getByRole('slider').waitFor();
}

/** The range of steps shown; null for all. */
async function rangeNow(): Promise<[number, number] | null> {
  const text = await harness.page.locator('output').getAttribute('data-range');
  return text === null || text === 'null' ? null : (text.split(',').map(Number) as [number, number]);
}

const stepNow = () => harness.page.getByRole('slider').getAttribute('aria-valuenow');

it('scrubs by pointer and by keys, on the scale of the curves', async () => {
  await openPanel();
  const { page } = harness;
  const box = await page.getByRole('slider').boundingBox();
  if (!box) throw new Error('the timeline is on the page');
  const [left, right] = [box.x + 48, box.x + box.width - labelGutter(box.width)];
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

it('zooms into the range that is dragged over, and out by a double click', async () => {
  await openPanel('step=50');
  const { page } = harness;
  const curves = page.locator('.curves');
  const box = await curves.boundingBox();
  if (!box) throw new Error('the curves are on the page');
  const [left, right] = [box.x + 48, box.x + box.width - labelGutter(box.width)];
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

it('zooms with the wheel around the step under the pointer, and by keys', async () => {
  await openPanel('step=50');
  const { page } = harness;
  const box = await page.locator('.curves').boundingBox();
  if (!box) throw new Error('the curves are on the page');
  const perStep = (box.width - 48 - labelGutter(box.width)) / STEPS;
  await page.mouse.move(box.x + 48 + 30 * perStep, box.y + 60);
  for (let i = 0; i < 7; i++) await page.mouse.wheel(0, -100);
  const ends = box.y + box.height + 20; // the timeline, on the same scale
  await page.mouse.click(box.x + 48 + 30 * perStep, ends);
  expect(await stepNow()).toBe('30');
  const [first, last] = (await rangeNow()) ?? [0, 0];
  expect(last - first).toBeLessThan(STEPS / 2);
  await page.locator('.curves').focus();
  await page.keyboard.press('ArrowRight');
  const panned = (await rangeNow()) ?? [0, 0];
  expect(panned[1] - panned[0]).toBe(last - first);
  expect(panned[0]).toBeGreaterThan(first);
  await page.keyboard.press('0');
  expect(await rangeNow()).toBeNull();
});

it('goes from mark to mark: the engine restarted, the models differ, and where each arrives', async () => {
  await openPanel('steps=300&step=250');
  const { page } = harness;
  const timeline = page.getByRole('slider', { name: 'Step' });
  const said = async () => (await timeline.getAttribute('aria-valuetext')) ?? '';
  await timeline.focus();
  await page.keyboard.press('Control+ArrowLeft');
  expect(await said()).toBe('step 140 of 300, engine restarted');
  await page.keyboard.press('Control+ArrowLeft');
  expect(await said()).toMatch(/^step \d+ of 300, DrDAM arrives at 000$/);
  const arrival = await stepNow();
  await page.getByRole('button', { name: 'Distance' }).click();
  const rows = await saved('CSV', 'distance-a.csv');
  const distances = rows.slice(1).map((row) => Number(row.split(',')[1]));
  expect(distances.findIndex((distance) => distance <= 0.05)).toBe(Number(arrival));
  await page.getByRole('button', { name: 'Previous event' }).click();
  expect(await said()).toMatch(/MrDAM arrives at 000$/);
  await expect
    .poll(() => page.getByRole('img', { name: /^Distance of query a/ }).getAttribute('aria-label'))
    .toMatch(/models differ from step \d+ to \d+/);
});

/** The lines of a file that the save menu makes, without the comments of a table. */
async function saved(item: string, name: string): Promise<string[]> {
  const { page } = harness;
  await page.getByLabel('Save this plot').first().click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
  const [what, extension] = name.split('.');
  const file = page.locator(
    `output[data-saved^="Scenes-${String(what)}-beta120-Y50000.${String(extension)}"]`,
  );
  await file.waitFor({ state: 'attached' });
  const [, ...lines] = ((await file.getAttribute('data-saved')) ?? '').trim().split('\n');
  const comments = lines.filter((line) => line.startsWith('# '));
  if (extension === 'csv') expect(comments[0]).toBe('# beta: 120');
  return lines.slice(comments.length);
}

it('saves what it shows as drawing and as table, and differences as what they are', async () => {
  await openPanel('step=30');
  const { page } = harness;
  await page.getByRole('button', { name: 'Distance' }).click();
  const svg = await saved('SVG', 'distance-a.svg');
  // on white in the dark window, at a size of its own, with all text as outlines
  expect(svg.join('')).toMatch(
    /^<svg [^>]*width="720" height="480"[^>]*><rect [^>]*fill="#ffffff"\/>.*stroke-dasharray="6 4".*<\/svg>$/,
  );
  expect(svg.join('')).not.toContain('<text');
  const sheet = await saved('Contact sheet, SVG', 'contact-sheet.svg');
  // of four queries: where they start, their targets, and steps 10, 30 and 100 in both models
  expect(sheet.join('').match(/<image /g)).toHaveLength(4 * (2 + 2 * 3));
  const [header, ...rows] = await saved('CSV', 'distance-a.csv');
  expect(header).toMatch(/^step,drdam_distance_a,mrdam_distance_a,drdam_distance_b/);
  expect(rows).toHaveLength(STEPS + 1);
  await page.getByRole('button', { name: 'Energy', exact: true }).click();
  const energies = (await saved('CSV', 'energy-a.csv')).slice(1).map((row) => row.split(',').map(Number));
  await page.getByLabel('More curves').click();
  await page.getByRole('menuitemradio', { name: /^Energy difference/ }).click();
  const [title, ...differences] = await saved('CSV', 'energy-difference-a.csv');
  expect(title).toMatch(/^step,energy_difference_a,/);
  expect(differences.map((row) => Number(row.split(',')[1]))).toEqual(
    energies.map(([, drdam = NaN, mrdam = NaN]) => drdam - mrdam),
  );
});

it('saves all numbers of a run, those of the recording', async () => {
  await openPanel();
  const lines = await saved('All numbers, CSV', 'all-numbers.csv');
  expect(lines[0]).toBe('step,query,model,energy,slope,distance_to_target,nearest_memory,nearest_distance');
  expect(lines).toHaveLength(1 + (STEPS + 1) * 4 * 2);
  const recorded = await harness.page.evaluate(
    ([step]) => (window as unknown as { numbersAt(step: number): number[] }).numbersAt(step),
    [70] as const,
  );
  const row = lines.find((line) => line.startsWith('70,b,drdam,'))?.split(',') ?? [];
  expect(row.slice(3, 6).map(Number)).toEqual(recorded);
  // at the end b is at its memory: the one nearest is its target
  const last = lines.find((line) => line.startsWith(`${String(STEPS)},b,mrdam,`))?.split(',') ?? [];
  expect(last[6]).toBe('001');
  expect(Number(last[7])).toBeCloseTo(Number(last[5]), 6);
});

it('has chips that keys go through, and asks for other queries', async () => {
  await openPanel();
  const { page } = harness;
  const asked = () => page.locator('output').getAttribute('data-asked');
  await page.getByRole('button', { name: 'Query a', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Query c');
  expect(await page.getByRole('button', { name: 'Query c', exact: true }).getAttribute('aria-pressed')).toBe('true'); // prettier-ignore
  await page.keyboard.press('Delete');
  expect(await asked()).toBe('remove 2');
  await page.getByRole('button', { name: 'Query c', exact: true }).dblclick();
  expect(await asked()).toBe('edit 2');
  await page.getByRole('button', { name: 'Add a query' }).click();
  expect(await asked()).toBe('add');
});

it('selects the query whose curve is clicked, and saves a picture by its menu', async () => {
  await openPanel('step=50');
  const { page } = harness;
  const curves = page.locator('.curves');
  const box = await curves.boundingBox();
  if (!box) throw new Error('the curves are on the page');
  // query c alone stays high in DrDAM: from above, its curve is the first that is met
  const x = 48 + 0.95 * (box.width - 48 - labelGutter(box.width));
  for (let y = 36; y < box.height - 40; y += 8) {
    await curves.click({ position: { x, y } });
    if (
      (await page.getByRole('button', { name: 'Query a', exact: true }).getAttribute('aria-pressed')) ===
      'false'
    )
      break;
  }
  expect(await page.getByRole('button', { name: 'Query c', exact: true }).getAttribute('aria-pressed')).toBe(
    'true',
  );
  await page.getByRole('button', { name: /^DrDAM at step 50, error 0\.\d+$/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: /256 × 256 PNG/ }).click();
  await page
    .locator('output[data-saved^="Scenes-drdam-c-step50-beta120-Y50000.png"]')
    .waitFor({ state: 'attached' });
});

it('is accessible', async () => {
  await openPanel('streams');
  await harness.page.getByRole('button', { name: 'Follow' }).click();
  expect(await harness.page.locator('output').getAttribute('data-asked')).toBe('follow');
  await harness.page.locator('table').waitFor({ state: 'attached' });
  expect(await barriers(harness.page)).toEqual([]);
});

it('says that states were thinned', async () => {
  await openPanel('budget=4000000');
  expect(await harness.page.getByRole('slider').getAttribute('aria-valuetext')).toMatch(
    /every (2nd|4th|8th) state kept/,
  );
});

it('draws nothing of a larger picture at the edge of a smaller one', async () => {
  await openPanel();
  const brightest = await harness.page.evaluate(() =>
    (window as unknown as { brightestAfterLargerPicture(): number }).brightestAfterLargerPicture(),
  );
  expect(brightest).toBe(0);
});
