import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, say } from './lib/run.mjs';
import { ensureSystemPackages } from './lib/system.mjs';
import { openPlainPage } from './lib/plain-page.mjs';
import { launchBrowser, serve, watchTasks } from './lib/window.mjs';

// Measures the latency of a run and the responsiveness of the window, with graphics in software: while a run of both models
// streams (4 queries, 16 memories), and while a figure is redrawn after each finished part.
await ensureInstalled();
await ensureSystemPackages();
await ensureBuilt();

const MOVES = 60;
const ROTATION_MS = 4000;
const server = await serve();
await measureRuns();
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const tasks = await watchTasks(page);
  await page.addInitScript(`
    // counts the frames that the landscapes' worker has drawn
    globalThis.pictures = 0;
    globalThis.Worker = class extends Worker {
      constructor(...args) {
        super(...args);
        this.addEventListener('message', ({ data }) => data.bitmap && pictures++);
      }
    };
  `);
  await page.goto(server.address);
  await page.getByRole('button', { name: /^Start with/ }).click();
  await page.locator('.centre').waitFor({ timeout: 60_000 });
  const count = page.getByLabel('Number of memories');
  await count.fill('16');
  await count.press('Enter');
  await tasks.forget();
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor({ timeout: 120_000 });
  await page.waitForTimeout(1500);
  await tasks.report('while the run streams');
  const firsts = [];
  for (let again = 0; again < 5; again++) {
    firsts.push(await firstStates());
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor({ timeout: 120_000 });
    await page.waitForTimeout(1500);
  }
  say(`five runs show their first states after ${firsts.map((one) => one.toFixed(0)).join(', ')} ms`);
  await tasks.report('while they start and run');

  const box = await page.getByRole('slider', { name: 'Step' }).first().boundingBox();
  if (!box) throw new Error('the timeline is on the screen');
  const waits = [];
  const y = box.y + box.height - 20;
  await page.mouse.move(box.x + 60, y);
  await page.mouse.down();
  for (let move = 0; move < MOVES; move++) {
    const start = performance.now();
    await page.mouse.move(box.x + 60 + 3 * move, y);
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
    waits.push(performance.now() - start);
  }
  await page.mouse.up();
  waits.sort((a, b) => a - b);
  const [median = NaN, worst = NaN] = [waits[MOVES / 2], waits.at(-1)];
  say(`scrubbing: a move is drawn after ${median.toFixed(0)} ms (median), ${worst.toFixed(0)} ms (worst)`);
  await tasks.report('while scrubbing');

  const stage = await page.getByRole('img', { name: /^Energy landscapes/ }).boundingBox();
  if (!stage) throw new Error('the landscapes are on the screen');
  await page.mouse.move(stage.x + 200, stage.y + 200);
  await page.mouse.down();
  await page.evaluate('pictures = 0');
  const rotatingSince = performance.now();
  for (let move = 0; performance.now() - rotatingSince < ROTATION_MS; move++) {
    await page.mouse.move(stage.x + 200 + (move % 200), stage.y + 200);
    await page.waitForTimeout(16);
  }
  const pictures = await page.evaluate('pictures');
  await page.mouse.up();
  await page.waitForTimeout(1000);
  say(`rotating: ${pictures} frames of the landscapes in ${ROTATION_MS / 1000} s`);
  await tasks.report('while the landscapes rotate');

  await page.keyboard.press('x');
  await page.getByRole('option', { name: 'Figure 3' }).click();
  await page.getByText(/on this machine/).waitFor({ timeout: 60_000 });
  await tasks.forget();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText(/all kept/).waitFor({ timeout: 600_000 });
  await page.waitForTimeout(1500);
  await tasks.report('while figure 3 is computed');
  await page.evaluate('delete window.showSaveFilePicker');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save all three' }).click();
  await saved;
  await tasks.report('while figure 3 is saved');
  /** Measures the time from the click on Run, which keeps T, to a step after the first. @returns {Promise<number>} */
  function firstStates() {
    return page.evaluate(`new Promise((resolve) => {
      const start = performance.now();
      const buttons = [...document.querySelectorAll('button')];
      buttons.find((button) => button.textContent.trim() === 'Run').click();
      const slider = document.querySelector('[role=slider][aria-label=Step]');
      const check = () => {
        const step = Number(slider.getAttribute('aria-valuenow'));
        if (step >= 1 && step < Number(slider.getAttribute('aria-valuemax'))) resolve(performance.now() - start);
        else requestAnimationFrame(check);
      };
      check();
    })`);
  }
} finally {
  await browser.close();
  await server.stop();
}

/** Measures what a person waits for on the first sample: a surface with a moving state, and runs, beside `descend`. */
async function measureRuns() {
  const page = await openPlainPage(server.address);
  /** @param {string} name */
  const button = (name) =>
    `[...document.querySelectorAll('button')].find((one) => one.textContent.trim().startsWith('${name}'))`;
  const step = `Number(document.querySelector('[role=slider][aria-label=Step]')?.getAttribute('aria-valuenow'))`;
  const hasSurface = `document.querySelector('.centre') && !document.body.textContent.includes('Drawing the landscapes')`;
  const isOver = `${button('Run')} !== undefined`;
  await page.until(`${button('Start with')} !== undefined`);
  await setTimeout(5000);
  await page.evaluate(`${button('Start with')}.click()`);
  const surface = await page.until(`Boolean(${hasSurface} && ${step} > 0)`);
  say(`from the click on a sample to a surface with a moving state: ${(surface / 1e3).toFixed(1)} s`);
  await page.until(isOver);
  const runs = [];
  for (let again = 0; again < 3; again++) {
    await setTimeout(4000);
    await page.evaluate(`${button('Run')}.click()`);
    await page.until(`${button('Stop')} !== undefined`);
    runs.push(await page.until(isOver));
  }
  const [count, beta] = await page.evaluate(`[
    document.querySelector('[aria-label="Number of memories"]').value,
    [...document.querySelectorAll('.row')].find((row) => row.textContent.includes('Inverse temperature'))
      .querySelector('button').textContent.trim(),
  ]`);
  await page.close();
  const out = join(tmpdir(), `mnemoscope-bench-${String(process.pid)}.npz`);
  const since = performance.now();
  execFileSync(
    process.execPath,
    [
      ...['out/main/cli.js', 'descend', 'sample:emoji', '--memories', count, '--beta', beta],
      ...['--fill', 'mean', '--out', out],
    ],
    { cwd: root, stdio: 'ignore' },
  );
  const alone = (performance.now() - since) / 1e3;
  await rm(out);
  const seconds = runs.map((ms) => (ms / 1e3).toFixed(1)).join(', ');
  say(`three runs of it take ${seconds} s; descend, which keeps the same states: ${alone.toFixed(1)} s`);
}
