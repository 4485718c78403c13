import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, temporaryFolder } from '../support/cli';
import { somePicture } from '../support/pictures';

/** Experiments as people run them, and stop them. */

const folder = temporaryFolder();
const file = (name: string) => join(folder, name);
const fig1 = (out: string) => ['reproduce', 'fig1', '--device', 'cpu', '--out', out, '--json'];

const PARTS = ['MrDAM, β 60', 'DrDAM, β 60', 'MrDAM, β 120', 'DrDAM, β 120'];

describe('an experiment that was interrupted', () => {
  it('goes on where it was, and ends as one that was not', async () => {
    const whole = await cli(fig1('whole'), { cwd: folder });
    expect(whole.status).toBe(0);
    expect(readdirSync(file('whole')).sort()).toEqual(['fig1.csv', 'fig1.png', 'fig1.svg']);

    const cells = file('parts/.fig1');
    mkdirSync(file('parts'));
    writeFileSync(file('parts/fig1.csv'), 'an older table');
    const isCellThere = () =>
      existsSync(cells) && readdirSync(cells).some((name) => /^cell-.*\.json$/.test(name));
    const stopped = await cli(fig1('parts'), { cwd: folder, interruptWhen: isCellThere });
    expect(stopped.status).toBe(130);
    expect(stopped.stdout).toBe('');
    expect(readFileSync(file('parts/fig1.csv'), 'utf8')).toBe('an older table');
    expect(readdirSync(file('parts')).sort()).toEqual(['.fig1', 'fig1.csv']);

    const resumed = await cli(fig1('parts'), { cwd: folder });
    expect(resumed.status).toBe(0);
    expect(resumed.stderr).toContain('with 1 finished part');
    expect(readdirSync(file('parts')).sort()).toEqual(['fig1.csv', 'fig1.png', 'fig1.svg']);
    for (const name of ['fig1.csv', 'fig1.svg']) {
      expect(readFileSync(file(`parts/${name}`)).equals(readFileSync(file(`whole/${name}`))), name).toBe(
        true,
      );
    }

    const report = JSON.parse(resumed.stdout) as { rows: number; cells: string[] };
    expect(report).toMatchObject({ command: 'reproduce', cells: PARTS });
    const lines = readFileSync(file('parts/fig1.csv'), 'utf8').trim().split('\r\n');
    expect(lines.length).toBe(report.rows + 1);
    const described = await cli(['reproduce', 'fig1', '--columns', '--json']);
    const { columns } = JSON.parse(described.stdout) as { columns: Record<string, string> };
    expect(lines[0]?.split(',')).toEqual(Object.keys(columns));

    // what the figure is for: both models recall all four at the paper's beta, and MrDAM alone at twice it
    const last = lines
      .slice(1)
      .map(fieldsOf)
      .filter(({ step }) => step === '300');
    const recalled = (name: string, beta: string) =>
      last.filter((row) => row.model === name && row.beta === beta && row.nearest === row.query && Number(row.distance) < 0.1); // prettier-ignore
    expect(recalled('mrdam', '60')).toHaveLength(4);
    expect(recalled('drdam', '60')).toHaveLength(4);
    expect(recalled('mrdam', '120')).toHaveLength(4);
    expect(recalled('drdam', '120')).toHaveLength(0);

    /** The fields of a line by their columns; a quoted field may hold commas. */
    function fieldsOf(line: string): Record<string, string | undefined> {
      const fields = line.match(/(?<=^|,)("[^"]*"|[^,]*)/g) ?? [];
      return Object.fromEntries(Object.keys(columns).map((column, i) => [column, fields[i]]));
    }
  });
});

it('goes on with the same pictures alone, and a source that is not there costs nothing', async () => {
  const [pictures, cells] = [file('pictures'), file('changed/.fig1')];
  mkdirSync(pictures);
  for (let i = 0; i < 4; i++) writeFileSync(join(pictures, `${String(i)}.png`), somePicture(i));
  const recall = (source: string) => ['reproduce', 'fig1', source, '--device', 'cpu', '--out', 'changed'];
  const numCells = () =>
    existsSync(cells) ? readdirSync(cells).filter((name) => /^cell-.*\.json$/.test(name)).length : 0;
  await cli(recall('pictures'), { cwd: folder, interruptWhen: () => numCells() > 0 });
  expect((await cli(recall('pictues'), { cwd: folder })).status).toBe(1);
  expect(numCells()).toBe(1);

  writeFileSync(join(pictures, '4.png'), somePicture(4));
  const again = await cli(recall('pictures'), { cwd: folder, interruptWhen: /Discarded|Resuming/ });
  expect(again.stderr).toContain('Discarded 1 finished part of Figure 1');
  expect(again.stderr).not.toContain('Resuming');
});
