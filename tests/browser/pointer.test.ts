import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers } from '../support/axe';
import type { Harness } from '../support/harness';
import { startHarness } from '../support/harness';
import type { LandscapeHarness } from './harness/landscape/api';

/** What the pointer and the keys read, name, choose and drop on the landscapes, against arithmetic on the same grid. */

declare const harness: LandscapeHarness;

let opened: Harness;
let page: Page;

beforeAll(async () => {
  opened = await startHarness('landscape', { width: 960, height: 540 });
  ({ page } = opened);
  await opened.open('k=6&y=1000&steps=60&size=96');
  await page.waitForFunction(() => 'harness' in globalThis && harness.isDrawn());
}, 60_000);

afterAll(async () => {
  expect(opened.complaints).toEqual([]);
  await opened.close();
});

type Grid = NonNullable<ReturnType<LandscapeHarness['grid']>>;
const hovered = () => page.evaluate(() => harness.hovered());
/**
 * Points at a place and returns what is read there, once something else is read than before. A browser that has just drawn
 * a page for the first time may drop a move, so it is made until it is noticed.
 */
async function pointAt(x: number, y: number): Promise<NonNullable<Awaited<ReturnType<typeof hovered>>>> {
  const before = await hovered();
  const move = async () => {
    await page.mouse.move(x + 1, y);
    await page.mouse.move(x, y);
    return hovered();
  };
  await expect.poll(move).not.toEqual(before);
  return (await hovered()) ?? raise();
}
const gridOf = async (model: string) => (await page.evaluate((name) => harness.grid(name), model)) ?? raise();
const startState = () => page.evaluate(() => harness.startState());
const label = () => page.locator('p.label');

function raise(): never {
  throw new Error('there is nothing under the pointer');
}

function pointOf({ origin, axes }: Grid, u: number, v: number): number[] {
  return origin.map((value, i) => value + u * (axes[0]?.[i] ?? NaN) + v * (axes[1]?.[i] ?? NaN));
}

/** The bilinear surface between the grid's points. */
function energyAt({ u, v, energies }: Grid, atU: number, atV: number): number {
  const size = u.length;
  const cells = (axis: number[], value: number) =>
    ((value - (axis[0] ?? NaN)) / ((axis.at(-1) ?? NaN) - (axis[0] ?? NaN))) * (size - 1);
  const [column, row] = [cells(u, atU), cells(v, atV)];
  let sum = 0;
  for (const i of [Math.floor(column), Math.floor(column) + 1]) {
    for (const j of [Math.floor(row), Math.floor(row) + 1]) {
      sum += (energies[j * size + i] ?? NaN) * (1 - Math.abs(column - i)) * (1 - Math.abs(row - j));
    }
  }
  return sum;
}

it('reads energy, slope and the nearest memory under the pointer', async () => {
  for (const [x, y] of [
    [200, 260],
    [250, 330],
    [700, 250],
  ] as const) {
    const { model, u, v, energy, slope, nearest, distance } = await pointAt(x, y);
    const grid = await gridOf(model);
    const [du, dv] = [(grid.u[1] ?? 0) - (grid.u[0] ?? 0), (grid.v[1] ?? 0) - (grid.v[0] ?? 0)];
    expect(energy).toBeCloseTo(energyAt(grid, u, v), 6);
    const across = (energyAt(grid, u + du, v) - energyAt(grid, u - du, v)) / (2 * du);
    const deep = (energyAt(grid, u, v + dv) - energyAt(grid, u, v - dv)) / (2 * dv);
    expect(slope).toBeCloseTo(Math.hypot(across, deep), 5);
    // in all of state space, not on the plane
    const state = pointOf(grid, u, v);
    const distances = Array.from({ length: 6 }, (_, k) =>
      Math.hypot(...state.map((value, i) => value - (grid.memories[k * state.length + i] ?? NaN))),
    );
    expect(distance).toBeCloseTo(Math.min(...distances), 5);
    expect(distances[nearest]).toBe(Math.min(...distances));
  }
});

it('starts a query where it was clicked, and where the cross stands', async () => {
  const { u, v } = await pointAt(250, 330);
  const grid = await gridOf('mrdam');
  await page.mouse.click(250, 330);
  const popover = page.getByRole('dialog', { name: 'Start a query here' });
  await popover.waitFor();
  expect(await popover.textContent()).toMatch(/MrDAM.*DrDAM.*nearest scene \d+, \d\.\d\d away/s);
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await popover.waitFor({ state: 'detached' });
  expect(await startState()).toBeNull();

  await page.mouse.click(250, 330);
  await page.keyboard.press('Enter'); // the button has the focus
  const state = (await startState()) ?? [];
  const expected = pointOf(grid, u, v);
  expect(Math.max(...state.map((value, i) => Math.abs(value - (expected[i] ?? NaN))))).toBeLessThan(1e-7);

  const stage = page.locator('[role=img].stage');
  await stage.press('Alt+ArrowRight');
  await stage.press('Shift+Alt+ArrowUp');
  await stage.press('Enter');
  await page.keyboard.press('Enter');
  // a hundredth of the plane's width to the right of its middle, and a tenth away from the eye
  const at = (axis: number[], share: number) =>
    (axis[0] ?? 0) + share * ((axis.at(-1) ?? 0) - (axis[0] ?? 0));
  const crossed = pointOf(grid, at(grid.u, 0.51), at(grid.v, 0.4));
  const second = (await startState()) ?? [];
  expect(Math.max(...second.map((value, i) => Math.abs(value - (crossed[i] ?? NaN))))).toBeLessThan(1e-7);
});

it('names the pictures that stand there, and gives them to be chosen', async () => {
  await page.evaluate(() => harness.pick(true));
  const found = new Map<string, readonly [number, number]>();
  for (let y = 90; y < 330; y += 20) {
    for (let x = 60; x < 460; x += 20) {
      await page.mouse.move(x, y);
      const name = (await label().count()) > 0 ? await label().textContent() : null;
      if (name !== null && !found.has(name)) found.set(name, [x, y]);
    }
  }
  const memory = [...found].find(([name]) => name.startsWith('scene 000'));
  const state = [...found].find(([name]) => name.startsWith('Query a in MrDAM'));
  expect(memory?.[0]).toMatch(/^scene 000\d, \d\.\d\d off the plane$/);
  for (const [, [x, y]] of [memory ?? raise(), state ?? raise()]) await page.mouse.click(x, y);
  const picked = await page.evaluate(() => harness.pick(false));
  expect(picked).toEqual([
    { kind: 'memory', index: Number(/\d+/.exec(memory?.[0] ?? '')?.[0]), model: 'mrdam' },
    { kind: 'state', query: 0, model: 'mrdam' },
  ]);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});
