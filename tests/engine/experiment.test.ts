import { expect, it } from 'vitest';
import type { CellMeta, ExperimentName, ExperimentSpec, Row } from '#shared/experiments';
import { cellFromFrame } from '#shared/experiments';
import { startEngine } from '../support/engine';

/** An experiment through the engine's methods, part by part. */

const spec: ExperimentSpec = { name: 'fig1', quick: true, seed: 0, device: 'cpu' };

/** Of energies in float32, which depend on sums of D = 12 288 products; they are 0.02 apart. */
const ROUNDING = 1e-6;

it('runs the parts that are not done, and describes each of their columns', async () => {
  const engine = startEngine();
  const plan = await engine.call('planExperiment', spec);
  expect(plan.cells.map(({ cell }) => cell)).toEqual(['MrDAM', 'DrDAM']);
  const cells: CellMeta[] = [];
  const onFrame = (meta: CellMeta, arrays: Parameters<typeof cellFromFrame>[1]) => {
    cells.push(cellFromFrame(meta, arrays));
  };
  const report = await engine.call('experiment', { spec, stamp: plan.stamp, done: ['DrDAM'] }, { onFrame });
  expect(report.cells).toEqual(['MrDAM', 'DrDAM']);
  expect(cells.map(({ cell }) => cell)).toEqual(['MrDAM']);
  const [{ rows } = { rows: [] }] = cells;
  expect(Object.keys(rows[0] ?? {}).sort()).toEqual(Object.keys(plan.columns).sort());
  // four pictures from a third of their pixels: MrDAM's energy never rises
  expect(rows).toHaveLength(4 * 301);
  for (let query = 0; query < 4; query++) {
    const own = rows.filter((row) => row.query === query);
    const energies = own.map((row) => Number(row.energy));
    expect(
      energies.every((energy, step) => step === 0 || energy <= (energies[step - 1] ?? NaN) + ROUNDING),
    ).toBe(true);
  }
});

/** Runs the quick part of an experiment that has this name, and returns its rows. */
async function rowsOfPart(name: ExperimentName, part: string): Promise<readonly Row[]> {
  const engine = startEngine();
  const quick = { ...spec, name };
  const { stamp, cells, columns } = await engine.call('planExperiment', quick);
  const done = cells.map(({ cell }) => cell).filter((cell) => cell !== part);
  const found: CellMeta[] = [];
  await engine.call('experiment', { spec: quick, stamp, done }, { onFrame: (meta) => void found.push(meta) });
  expect(found.map(({ cell }) => cell)).toEqual([part]);
  const rows = found.flatMap((each) => each.rows);
  for (const row of rows) expect(Object.keys(row).sort()).toEqual(Object.keys(columns).sort());
  return rows;
}

it('measures twenty pictures as distances do, and counts numbers as T has them', async () => {
  const rows = await rowsOfPart('fig2', 'queries 0 to 4');
  expect(rows.map(({ query }) => query)).toEqual([0, 1, 2, 3, 4]);
  for (const row of rows) {
    const [mrdam, drdam, between] = [row.mrdam_rms, row.drdam_rms, row.rms_between].map(Number);
    // the triangle of both ends and the memory
    expect(Math.abs((mrdam ?? NaN) - (drdam ?? NaN))).toBeLessThanOrEqual((between ?? NaN) + ROUNDING);
    expect(row.mrdam_parameters).toBe(20 * Number(row.D));
    expect(row.drdam_parameters).toBe(2 * Number(row.Y));
    expect(row.compression).toBe(Number(row.drdam_parameters) / Number(row.mrdam_parameters));
  }
});

it('gives decibels of the distance between the models', async () => {
  const rows = await rowsOfPart('fig4b', 'β 40, Y 10000');
  expect(rows).toHaveLength(1);
  for (const { rms, psnr } of rows) expect(Number(psnr)).toBeCloseTo(-20 * Math.log10(Number(rms)), 9);
});

it('counts as retrieved no query that ends at another memory', async () => {
  const rows = await rowsOfPart('range', 'step clipping, features 30000');
  expect(rows).toHaveLength(1);
  for (const row of rows) {
    expect(Number(row.retrieved)).toBeLessThanOrEqual(Number(row.nearest_right));
    expect(Number(row.nearest_right)).toBeLessThanOrEqual(Number(row.n));
    expect(Number(row.rms_median)).toBeLessThanOrEqual(Number(row.rms_max));
    expect(row).toMatchObject({ Y: 30_000, option: 'step clipping', axis: 'features', stopped: 0 });
  }
});

it('refuses to add to what was computed from other data', async () => {
  const stamp = 'that of other pictures';
  await expect(startEngine().call('experiment', { spec, stamp, done: [] })).rejects.toMatchObject({
    code: 'bad-input',
  });
});
