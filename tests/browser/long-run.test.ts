import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Harness } from '../support/harness';
import { startHarness } from '../support/harness';
import type { LongRunHarness } from './harness/long-run/api';

/** Landscapes and timeline panel over a run of 10 000 steps, 4 queries and both models, of states of 784 pixels. */

declare const harness: LongRunHarness;

const STEPS = 10_000;
let page: Harness['page'];
let opened: Harness;

beforeAll(async () => {
  opened = await startHarness('long-run', { width: 1280, height: 800 });
  ({ page } = opened);
  // what is asked of the browser's drawing, counted
  await page.addInitScript(`
    globalThis.calls = 0;
    globalThis.isTitled = false;
    const count = (on, name) => {
      const call = on[name];
      on[name] = function (...given) {
        calls++;
        isTitled ||= given[0] === 'memory representation'; // the landscapes' heading
        return call.apply(this, given);
      };
    };
    count(globalThis, 'requestAnimationFrame');
    for (const name of ['drawImage', 'stroke', 'fill', 'fillRect', 'fillText', 'lineTo']) {
      count(CanvasRenderingContext2D.prototype, name);
    }
  `);
});

afterAll(async () => {
  expect(opened.complaints).toEqual([]);
  await opened.close();
});

const calls = () => page.evaluate<number>('calls');

async function open(steps: number): Promise<void> {
  await opened.open(`steps=${String(steps)}`);
  await page.waitForFunction(() => 'harness' in globalThis && harness.isDrawn(), null, { timeout: 60_000 });
  await page.waitForFunction('isTitled', null, { timeout: 60_000 });
}

/** What drawing a step takes once what does not change is drawn, the next one late in a run and one far from it. */
async function callsForStep(steps: number): Promise<number[]> {
  await open(steps);
  for (const step of [steps - 2, steps - 1]) await page.evaluate((to) => harness.scrub(to), step);
  const counts = [];
  for (const step of [steps, 0.4 * steps]) {
    const before = await calls();
    await page.evaluate((to) => harness.scrub(to), step);
    counts.push((await calls()) - before);
  }
  return counts;
}

it('draws a step of a long run, near or far, with no more than one of a short run, and then rests', async () => {
  const short = await callsForStep(STEPS / 20);
  const long = await callsForStep(STEPS);
  short.forEach((count, i) => {
    expect(count).toBeGreaterThan(0);
    expect(long[i]).toBeLessThan(1.25 * count); // there are other numbers on its scales
  });

  // pictures that were never shown are drawn over some frames
  const callsWithin = async (milliseconds: number) => {
    const before = await calls();
    await page.waitForTimeout(milliseconds);
    return (await calls()) - before;
  };
  await expect.poll(() => callsWithin(500), { timeout: 20_000 }).toBe(0);
  expect(await callsWithin(2000)).toBe(0);
});

it('plays 64 queries with hardly more drawing than 4: their curves stay, the playhead moves', async () => {
  const callsWith = async (queries: number) => {
    await opened.open(`steps=300&queries=${String(queries)}&timeline`);
    await page.waitForFunction(() => 'harness' in globalThis && harness.isDrawn(), null, { timeout: 60_000 });
    for (const step of [100, 101]) await page.evaluate((to) => harness.scrub(to), step);
    const before = await calls();
    await page.evaluate((to) => harness.scrub(to), 102);
    return (await calls()) - before;
  };
  expect(await callsWith(64)).toBeLessThan(2 * (await callsWith(4)));
});
