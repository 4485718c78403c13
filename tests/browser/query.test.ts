import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { barriers } from '../support/axe';
import type { Harness } from '../support/harness';
import { startHarness } from '../support/harness';
import type { QueryHarness } from './harness/query/api';

/** The query editor on pictures of 16 x 16 pixels, with an engine that says what it was asked. */

declare const harness: QueryHarness;

let editor: Harness;

beforeAll(async () => {
  editor = await startHarness('query', { width: 1024, height: 640 });
}, 60_000);

beforeEach(async () => {
  await editor.open('');
  await editor.page.evaluate(() => {
    harness.openNew();
  });
  await editor.page.getByRole('region', { name: 'Preview' }).waitFor();
});

afterAll(async () => {
  expect(editor.complaints).toEqual([]);
  await editor.close();
});

const button = (name: string) => editor.page.getByRole('button', { name, exact: true });
const radio = (name: string) => editor.page.getByRole('radio', { name, exact: true });
const picture = () => editor.page.getByRole('application');
const queries = () => editor.page.evaluate(() => harness.queries());
const corruptions = () => editor.page.evaluate(() => harness.asked.at(-1)?.corruptions);

/** Drags from the middle of a pixel to that of another. */
async function drag([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]): Promise<void> {
  const box = await picture().boundingBox();
  if (!box) throw new Error('the picture is on the page');
  const cell = box.width / 16;
  await editor.page.mouse.move(box.x + (x0 + 0.5) * cell, box.y + (y0 + 0.5) * cell);
  await editor.page.mouse.down();
  await editor.page.mouse.move(box.x + (x1 + 0.5) * cell, box.y + (y1 + 0.5) * cell, { steps: 5 });
  await editor.page.mouse.up();
}

it('makes a new query from the first memory that no query uses, with the shared corruption', async () => {
  await editor.page.keyboard.press('Control+Enter');
  const all = await queries();
  expect(all).toHaveLength(5);
  expect(all[4]).toEqual({ source: { kind: 'picture', name: 'stripes/04.png' }, corruption: null });
  await expect.poll(() => editor.page.locator('dialog').count()).toBe(0);
});

it('draws, moves and resizes a box by pointer, keys and numbers, each of which is undone on its own', async () => {
  await radio('Corruption').click();
  await drag([2, 1], [6, 4]);
  const box = { kind: 'box', x: 2, y: 1, width: 5, height: 4 };
  await expect.poll(async () => (await corruptions())?.[1]).toEqual(box);
  await drag([4, 2], [5, 4]);
  await drag([7.4, 6.4], [9.4, 6.4]); // its lower right corner
  await expect.poll(async () => (await corruptions())?.[1]).toEqual({ ...box, x: 3, y: 3, width: 7 });
  await picture().press('Shift+ArrowRight'); // as far as there is room
  await picture().press('Alt+ArrowUp');
  await editor.page.getByLabel('Top').fill('0');
  await editor.page.getByLabel('Top').press('Enter');
  await expect
    .poll(async () => (await corruptions())?.[1])
    .toEqual({ ...box, x: 9, y: 0, width: 7, height: 3 });
  await editor.page.getByText('42 % fixed').waitFor();
  for (let i = 0; i < 5; i++) await editor.page.keyboard.press('Control+z');
  await expect.poll(async () => (await corruptions())?.[1]).toEqual(box);
  await editor.page.keyboard.press('Control+z');
  await expect.poll(corruptions).toHaveLength(1);
});

it('reorders and removes corruptions, and applies them to all queries', async () => {
  await radio('Corruption').click();
  await button('Add noise').click();
  await editor.page.getByText('Noise changes every pixel').waitFor();
  await button('Move up').click();
  await expect.poll(async () => (await corruptions())?.map(({ kind }) => kind)).toEqual(['noise', 'side']);
  await button('Remove noise 0.1').click();
  await button('Add flips').click();
  await button('Apply to all queries').click();
  await editor.page.keyboard.press('Control+Enter');
  expect((await queries()).map(({ corruption }) => corruption)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
  await editor.page.evaluate(() => {
    harness.openQuery(0);
  });
  await expect.poll(async () => (await corruptions())?.map(({ kind }) => kind)).toEqual(['side', 'flip']);
});

it('paints a picture by pointer and keys, and erases back to the original', async () => {
  await radio('By hand').click();
  await button('Black').click();
  await drag([1, 1], [14, 1]); // three pixels high
  await picture().press('ArrowDown');
  await radio('Eraser').click();
  for (const key of ['Shift+ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Space'])
    await picture().press(key);
  await editor.page.keyboard.press('Control+Enter');
  const source = (await queries())[4]?.source;
  const state = Buffer.from(source?.kind === 'state' ? source.state : '', 'base64');
  const isWhite = (pixel: number) => state.readFloatLE(4 * pixel) > 0;
  const rows = Array.from({ length: 4 }, (_, y) =>
    Array.from({ length: 16 }, (_, x) => (isWhite(16 * y + x) ? '#' : '.')).join(''),
  );
  expect(rows).toEqual(['################', '##...###########', '##...###########', '................']);
});

it('keeps a draft after closing, and starts over on request', async () => {
  await editor.page.getByRole('listbox').press('ArrowRight');
  await radio('Corruption').click();
  await button('Add box').click();
  await editor.page.keyboard.press('Escape');
  await expect.poll(() => editor.page.locator('dialog').count()).toBe(0);
  await editor.page.evaluate(() => {
    harness.openNew();
  });
  await expect
    .poll(() => picture().getByRole('img').getAttribute('aria-label'))
    .toMatch(/^stripes 05.*box 8/);
  await button('Start over').click();
  await expect
    .poll(() => picture().getByRole('img').getAttribute('aria-label'))
    .toMatch(/^stripes 04.*pixels; bottom/);
});

it('finds pictures of the set and of files by name', async () => {
  const { page } = editor;
  await radio('Set').click();
  await page.getByLabel('Find a picture by name').fill('stripes 3');
  await page.getByRole('option', { name: 'stripes 37' }).click();
  await expect.poll(() => page.evaluate(() => harness.asked.at(-1)?.source)).toMatchObject({ name: 'stripes/37.png', images: { source: 'set' } }); // prettier-ignore
  await page.getByText('not stored').waitFor();
  await radio('Files').click();
  await button('Choose pictures').click();
  await expect.poll(() => page.evaluate(() => harness.asked.at(-1)?.source)).toMatchObject({ name: 'stripes/00.png', images: { source: 'files' } }); // prettier-ignore
});

it('is accessible, and cuts no text at the smallest size', async () => {
  for (const task of ['Picture', 'Corruption']) {
    await radio(task).click();
    expect(await barriers(editor.page)).toEqual([]);
  }
  for (const kind of ['box', 'brush', 'noise']) await button(`Add ${kind}`).click();
  const cut = await editor.page.evaluate(() =>
    [...document.querySelectorAll('dialog .btn, dialog dd, dialog .label')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ textContent }) => textContent),
  );
  expect(cut).toEqual([]);
});
