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
}, 60_000);

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

/** What drawing a step late in a run takes, once what does not change is drawn. */
async function callsForStep(steps: number): Promise<number> {
  await open(steps);
  for (const step of [steps - 2, steps - 1]) await page.evaluate((to) => harness.scrub(to), step);
  const before = await calls();
  await page.evaluate((to) => harness.scrub(to), steps);
  return (await calls()) - before;
}

it('draws a step of a long run with no more than one of a short run', async () => {
  const short = await callsForStep(STEPS / 20);
  const long = await callsForStep(STEPS);
  expect(short).toBeGreaterThan(0);
  expect(long).toBeLessThan(1.25 * short); // there are other numbers on its scales
}, 60_000);

it('rests when nothing changes', async () => {
  await open(STEPS);
  // pictures that were never shown are drawn over some frames
  const callsWithin = async (milliseconds: number) => {
    const before = await calls();
    await page.waitForTimeout(milliseconds);
    return (await calls()) - before;
  };
  await expect.poll(() => callsWithin(500), { timeout: 20_000 }).toBe(0);
  expect(await callsWithin(2000)).toBe(0);
}, 60_000);

it('scrubs a long run about as fast as a short one', async () => {
  await open(STEPS / 20);
  const short = await msPerStep((i) => (i * 3571) % (STEPS / 20));
  await open(STEPS);
  const long = await msPerStep((i) => (i * 3571) % STEPS);
  expect(long).toBeLessThan(3 * short + 5); // ms; 3 for a machine that is busy in one of both
}, 120_000);

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
}, 120_000);

/** What the page is busy with for a step, in the median of many; a busy machine is slow once, slow drawing each time. */
async function msPerStep(step: (i: number) => number): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1e3 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  const times: number[] = [];
  for (let i = 0; i < 41; i++) {
    const before = await busy();
    await page.evaluate((to) => harness.scrub(to), step(i));
    times.push((await busy()) - before);
  }
  return times.sort((a, b) => a - b)[20] ?? NaN;
}
