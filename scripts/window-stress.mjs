import { Transformer } from '@napi-rs/image';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { say } from './lib/run.mjs';
import { ensureSystemPackages } from './lib/system.mjs';
import { launchBrowser, serve, watchTasks } from './lib/window.mjs';

// Measures the responsiveness of the window with 2000 memories, 64 queries, a 256 x 256 surface and graphics in software,
// and the memory that remains after sets were opened and closed, 50 times or as often as `-- --cycles 10` says.
await ensureInstalled();
await ensureSystemPackages();
await ensureBuilt();

const [, cycles = '50'] = /--cycles (\d+)/.exec(process.argv.join(' ')) ?? [];
const NUM_PICTURES = 2000;
const SIDE = 16;
const LONG = 600_000;

const pictures = mkdtempSync(join(tmpdir(), 'mnemoscope-stress-'));
for (let k = 0; k < NUM_PICTURES; k++) {
  const folder = join(pictures, `class ${String(k % 20)}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${String(k).padStart(4, '0')}.png`), picture(k));
}

const server = await serve(pictures);
const browser = await launchBrowser('--enable-precise-memory-info');
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const tasks = await watchTasks(page);
  await page.addInitScript(`
    // workers report the objects on the graphics device with each frame
    globalThis.workers = new Map();
    globalThis.Worker = class extends Worker {
      constructor(...args) {
        super(...args);
        workers.set(this, null);
        this.addEventListener('message', ({ data }) => data.held && workers.set(this, data.held));
      }
      terminate() {
        workers.delete(this);
        super.terminate();
      }
    };
  `);
  await page.goto(server.address);
  await untilIdle();
  await fill(page.getByLabel('Number of memories'), NUM_PICTURES);
  await untilIdle();
  const list = page.getByRole('listbox').first();
  await list.focus();
  await page.keyboard.press('Home');
  for (let i = 1; i < 64; i++) await page.keyboard.press('Shift+ArrowRight');
  await page.getByRole('toolbar', { name: 'Selection' }).getByText('Recall').click();
  await untilIdle();
  const queries = await page.getByRole('group', { name: 'Queries' }).getByRole('button').count();
  say(`${NUM_PICTURES} memories, ${queries} queries`);
  await tasks.forget();

  const stage = await boxOf(page.getByRole('img', { name: /^Energy landscapes/ }));
  await drag(stage.x + stage.width / 3, stage.y + stage.height / 2, 240, 60);
  await tasks.report('while the landscapes rotate');
  for (let i = 0; i < 60; i++) await page.mouse.move(stage.x + 40 + 8 * i, stage.y + stage.height / 2);
  await tasks.report('while the pointer hovers over the landscapes');
  const timeline = await boxOf(page.getByRole('slider', { name: 'Step' }).first());
  await drag(timeline.x + 60, timeline.y + timeline.height - 20, 200, 0);
  await tasks.report('while scrubbing');
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await page.waitForTimeout(4000);
  await page.keyboard.press('Space');
  await tasks.report('during playback');
  const memories = await boxOf(list);
  await page.mouse.move(memories.x + 40, memories.y + 80);
  for (let i = 0; i < 60; i++) {
    await page.mouse.wheel(0, 240);
    await frame();
  }
  await tasks.report('while memories scroll');

  const heap = [];
  const device = [];
  for (let cycle = 0; cycle < Number(cycles); cycle++) {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find' }).waitFor();
    await page.keyboard.type(cycle % 2 === 0 ? 'handwritten digits' : 'emoji in colour');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor({ timeout: LONG });
    await page.getByText('Drawing the landscapes').waitFor({ state: 'detached', timeout: LONG });
    await page.waitForTimeout(1000);
    if (cycle % 10 !== 9) continue;
    // measured after the run, since the recording of a running one varies
    await untilIdle();
    heap.push(await heapMegabytes());
    device.push(await deviceObjects());
  }
  say(`heap after each ten sets opened and closed: ${heap.map((one) => one.toFixed(0)).join(', ')} MB`);
  say(`geometries + textures + programs of each worker: ${device.join(', ')}`);

  async function untilIdle() {
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor({ timeout: LONG });
    await page.getByText('Drawing the landscapes').waitFor({ state: 'detached', timeout: LONG });
    await page.waitForTimeout(1500);
  }
  /** @param {import('playwright-core').Locator} field @param {number} value */
  async function fill(field, value) {
    await field.fill(String(value));
    await field.press('Enter');
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor({ timeout: LONG });
  }
  async function frame() {
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
  /** @param {number} x @param {number} y @param {number} dx @param {number} dy */
  async function drag(x, y, dx, dy) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 1; i <= 60; i++) {
      await page.mouse.move(x + (dx * i) / 60, y + (dy * i) / 60);
      await frame();
    }
    await page.mouse.up();
  }
  /** @param {import('playwright-core').Locator} locator */
  async function boxOf(locator) {
    const box = await locator.boundingBox();
    if (!box) throw new Error('it is not on the screen');
    return box;
  }
  /** Waits until every worker has drawn. @returns {Promise<string>} */
  async function deviceObjects() {
    /** @type {string} */
    const held = await page.evaluate(
      '[...workers.values()].map((one) => Object.values(one ?? {}).join(" + ")).join(" and ")',
    );
    if (held !== '' && !/(^| )(0|)$/.test(held)) return held;
    await page.waitForTimeout(200);
    return deviceObjects();
  }
  async function heapMegabytes() {
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const bytes = Number(await page.evaluate('performance.memory.usedJSHeapSize'));
    await session.detach();
    return bytes / 2 ** 20;
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(pictures, { recursive: true });
}

/** Draws blocks of colour, different for each picture. @param {number} k */
function picture(k) {
  let state = k + 1;
  const blocks = Array.from({ length: 16 * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  const pixels = new Uint8Array(4 * SIDE * SIDE).fill(255);
  for (let at = 0; at < SIDE * SIDE; at++) {
    const block = 4 * Math.floor(at / SIDE / 4) + Math.floor((at % SIDE) / 4);
    for (let c = 0; c < 3; c++) pixels[4 * at + c] = blocks[3 * block + c] ?? 0;
  }
  return Transformer.fromRgbaPixels(pixels, SIDE, SIDE).pngSync();
}
