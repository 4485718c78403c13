import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ExperimentsHarness } from './harness/experiments/api';
import { barriers } from '../support/axe';
import type { Harness } from '../support/harness';
import { startHarness } from '../support/harness';

/**
 * The Experiments view over an engine that does as it is told. Each test begins with another seed, and so with none of
 * the cells of others.
 */

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness('experiments', { width: 1280, height: 800 });
}, 60_000);

afterAll(async () => {
  expect(harness.complaints).toEqual([]);
  await harness.close();
});

const card = () => harness.page.getByRole('region', { name: 'Run' });
const says = (text: string | RegExp) => card().getByText(text).waitFor();
const press = (name: string) => card().getByRole('button', { name, exact: true }).click();
const choose = (name: string) => harness.page.getByRole('option', { name }).click();
const save = async (what: string, name: string) => {
  await harness.page.getByRole('button', { name: what }).click();
  await harness.page.getByText(`Saved ${name}.`).waitFor();
};
const setSeed = async (seed: number) => {
  await harness.page.getByLabel('Seed', { exact: true }).fill(String(seed));
  await harness.page.keyboard.press('Enter');
};

function page<T>(work: (api: ExperimentsHarness, given: number) => T, given = 0): Promise<T> {
  return harness.page.evaluate(
    `(${String(work)})(globalThis.harness, ${String(given)})`,
  ) as unknown as Promise<T>;
}
const finish = (cells: number) =>
  page((api, count) => {
    api.finish(count);
  }, cells);
const calls = () => page((api) => api.calls);

async function openWith(seed: number, version = '1'): Promise<void> {
  await harness.open(`version=${version}`);
  await choose('Figure 3');
  await setSeed(seed);
}

it('computes what is missing and nothing else, and never mixes specifications', async () => {
  await openWith(1);
  await says('4 parts, about 40 s on this machine.');
  await press('Run');
  await finish(2);
  await says('2 of 4 parts');
  await harness.page.getByRole('img', { name: /Drawn from 2 of 4 parts/ }).waitFor();
  await press('Stop');
  await says('2 of 4 parts are kept. About 20 s left.');
  await save('Save the figure as SVG', 'fig3-unfinished.svg');

  await setSeed(2);
  await says('Not run yet');
  await press('Run');
  await finish(1);
  await says('1 of 4 parts');
  await page((api) => {
    api.crash();
  });
  await says(/^The engine stopped/);
  await says(/^Finished parts are kept/);
  await says(/^1 of 4 parts is kept/);

  await setSeed(1);
  await press('Resume');
  await finish(2);
  await says('4 parts, all kept.');
  expect(await calls()).toEqual([
    { seed: 1, done: [] },
    { seed: 2, done: [] },
    { seed: 1, done: ['β 10', 'β 20'] },
  ]);
  await save('Save all three in an archive', 'fig3.zip');
  expect(await page((api) => api.saved)).toEqual([
    ['fig3-unfinished.svg'],
    ['fig3.zip', 'fig3.csv', 'fig3.svg', 'fig3.png'],
  ]);
  expect(await barriers(harness.page)).toEqual([]);
});

it('forgets what was measured on other data, and says so', async () => {
  await openWith(6);
  await press('Run');
  await finish(2);
  await says('2 of 4 parts');
  await press('Stop');
  await page((api) => {
    api.changeData();
  });
  await press('Resume');
  await says('The sampled data changed since the experiment was planned.');
  await finish(1);
  await says('1 of 4 parts');
  expect(await calls()).toEqual([
    { seed: 6, done: [] },
    { seed: 6, done: [] },
  ]);
});

it('says that another experiment is stopped before it stops it', async () => {
  await openWith(3);
  await press('Run');
  await finish(1);
  await says('1 of 4 parts');
  await choose('Figure 5');
  await says(
    'Figure 3: error of energy and gradient is running. It will be stopped, and can be resumed later.',
  );
  await press('Run');
  await choose('Figure 3');
  await says('1 of 4 parts is kept. About 30 s left.');
});

it('finds after a reload what this version measured, and drops what another version measured or a person deletes', async () => {
  await openWith(4);
  await press('Run');
  await finish(1);
  await says('1 of 4 parts');
  await press('Stop');
  await press('Start over');
  await press('Delete 1 part');
  await finish(3);
  await says('3 of 4 parts');
  expect(await calls()).toEqual([
    { seed: 4, done: [] },
    { seed: 4, done: [] },
  ]);
  await openWith(4);
  await says('3 of 4 parts are kept. About 10 s left.');
  await openWith(4, '2');
  await says('Not run yet');
  await openWith(4, '1');
  await says('Not run yet');
});

it('drops the runs that were used longest ago once all are over the budget', async () => {
  await openWith(5, 'budget');
  const left = await page((api) => api.fill(['a', 'b', 'c', 'd'], 1000, 3500));
  expect(left).toEqual(['a', 'c', 'd']); // a was looked at after b was made
});
