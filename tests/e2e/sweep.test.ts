import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cli, temporaryFolder } from '../support/cli';
import { somePicture } from '../support/pictures';

/** `descend --sweep` as people run it: its table beside single descents. */

const folder = temporaryFolder();
const file = (name: string) => join(folder, name);
beforeAll(() => {
  mkdirSync(file('set'));
  for (let i = 0; i < 6; i++) writeFileSync(file(`set/${String(i)}.png`), somePicture(i));
});

const sweepColumns = 'model,D,K,n,recalled,recall_rate,recall_rate_se,mean_distance,seconds';
const quick = ['--memories', '5', '--features', '500', '--steps', '60', '--device', 'cpu'];

interface Single {
  outcomes: Record<string, string[]>;
  models: Record<string, { errors: number[] }>;
}

it('has a row for each combination and model, with the rate and error of its single descents', async () => {
  const sweep = ['--sweep', 'beta=20,200', '--sweep', 'corrupt=occlude:box:0,0,9,9,noise:0.5'];
  const out = ['--seeds', '2', '--queries', '5', '--out', 'table.csv', '--json'];
  const { status, stdout } = await cli(['descend', 'set', ...quick, ...sweep, ...out], { cwd: folder });
  expect(status).toBe(0);
  const { rows, seeds, written } = JSON.parse(stdout) as {
    rows: Record<string, number | string>[];
    seeds: number[];
    written: string[];
  };
  expect([seeds, written]).toEqual([[0, 1], [file('table.csv')]]);

  const lines = readFileSync(file('table.csv'), 'utf8').trimEnd().split('\r\n');
  const comments = lines.filter((line) => line.startsWith('#'));
  for (const parameter of ['source: set', 'memories: 5', 'steps: 60', 'seeds: 0 1', 'fill: black'])
    expect(comments).toContain(`# ${parameter}`);
  const [header, ...table] = lines.slice(comments.length);
  expect(header).toBe(`beta,corrupt,${sweepColumns}`);
  const placeOf = (row: Record<string, number | string>) => [row.beta, row.corrupt, row.model].join(' ');
  expect(rows.map(placeOf)).toEqual(
    [20, 200].flatMap((beta) =>
      ['occlude:box:0,0,9,9', 'noise:0.5'].flatMap((corrupt) =>
        ['mrdam', 'drdam'].map((model) => [beta, corrupt, model].join(' ')),
      ),
    ),
  );
  expect(table).toHaveLength(rows.length);

  const [beta, corrupt] = ['200', 'noise:0.5'];
  const singles: Single[] = [];
  for (const seed of seeds) {
    const args = ['--queries', '5', '--beta', beta, '--corrupt', corrupt, '--seed', String(seed), '--json'];
    singles.push(
      JSON.parse((await cli(['descend', 'set', ...quick, ...args], { cwd: folder })).stdout) as Single,
    );
  }
  for (const model of ['mrdam', 'drdam']) {
    const counts = singles.map(({ outcomes }) => (outcomes[model] ?? []).filter((one) => one === 'recalled'));
    const [a, b] = counts.map(({ length }) => length / 5) as [number, number];
    const rate = (a + b) / 2;
    const distances = singles.flatMap(({ models }) => models[model]?.errors ?? []);
    const row = rows.find((one) => placeOf(one) === `${beta} ${corrupt} ${model}`);
    expect(row).toMatchObject({ D: 12 * 12 * 3, K: 5, n: 10, recalled: counts.flat().length });
    expect(row?.recall_rate).toBeCloseTo(rate, 12);
    expect(row?.recall_rate_se).toBeCloseTo(Math.abs(a - b) / 2, 12); // sqrt of the sample variance over 2
    expect(row?.mean_distance).toBeCloseTo(distances.reduce((sum, one) => sum + one, 0) / 10, 12);
  }
});

it('fails with the combination and the reason, and leaves no file', async () => {
  const args = [...quick, '--feature-map', 'exp', '--sweep', 'subspace=principal:3', '--out', 'failed.csv'];
  const { status, stdout, stderr } = await cli(['descend', 'set', ...args], { cwd: folder });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('At subspace principal:3: A subspace needs the SinCos or Cos map');
  expect(readdirSync(folder)).not.toContain('failed.csv');
});

it('that is interrupted leaves an older table as it was', async () => {
  mkdirSync(file('interrupted'));
  writeFileSync(file('interrupted/table.csv'), 'an older table');
  const args = ['--sweep', 'beta=20,30', '--steps', '100000', '--device', 'cpu', '--out', 'table.csv'];
  const options = { cwd: file('interrupted'), interruptWhen: /of 2 descents/ };
  expect(await cli(['descend', '../set', ...args], options)).toMatchObject({ status: 130, stdout: '' });
  expect(readdirSync(file('interrupted'))).toEqual(['table.csv']);
  expect(readFileSync(file('interrupted/table.csv'), 'utf8')).toBe('an older table');
});
