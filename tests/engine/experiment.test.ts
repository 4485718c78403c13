import { expect, it } from 'vitest';
import type { CellMeta, ExperimentName, ExperimentSpec, Row } from '#shared/experiments';
import { engineForFile } from '../support/engine';

/** An experiment through the engine's methods, part by part. */

const engine = engineForFile();
const spec: ExperimentSpec = { name: 'fig1', quick: true, seed: 0, device: 'cpu' };

/** Of energies in float32, which depend on sums of D = 12 288 products; they are 0.02 apart. */
const ROUNDING = 1e-6;

/** Runs one part of an experiment with quick settings, as if the others were done. Returns its rows. */
async function rowsOfPart(name: ExperimentName, part: string): Promise<readonly Row[]> {
  const quick = { ...spec, name };
  const { stamp, cells, columns } = await engine.call('planExperiment', quick);
  const done = cells.map(({ cell }) => cell).filter((cell) => cell !== part);
  const found: CellMeta[] = [];
  const report = await engine.call(
    'experiment',
    { spec: quick, stamp, done },
    { onFrame: (meta) => void found.push(meta) },
  );
  expect(report.cells).toEqual(cells.map(({ cell }) => cell));
  expect(found.map(({ cell }) => cell)).toEqual([part]);
  const rows = found.flatMap((each) => each.rows);
  for (const row of rows) expect(Object.keys(row).sort()).toEqual(Object.keys(columns).sort());
  return rows;
}

it('runs the part that is not done: recall by MrDAM, whose energy never rises', async () => {
  const rows = await rowsOfPart('fig1', 'MrDAM, β 60');
  expect(rows).toHaveLength(4 * 301); // each step of each query
  for (let query = 0; query < 4; query++) {
    const energies = rows.filter((row) => row.query === query).map((row) => Number(row.energy));
    energies.slice(1).forEach((energy, step) => {
      expect(energy).toBeLessThanOrEqual((energies[step] ?? NaN) + ROUNDING);
    });
  }
});

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

it('counts every query as recalled that starts at its memory, and fewer where little of it is left', async () => {
  const whole = await rowsOfPart('recall', 'β 120, occlude 0');
  const little = await rowsOfPart('recall', 'β 120, occlude 0.95');
  const rates = [whole, little].map((rows) => rows.map(({ model, recall_rate }) => [model, recall_rate]));
  expect(rates[0]).toEqual([
    ['mrdam', 1],
    ['drdam', 1],
  ]);
  for (const row of [...whole, ...little]) {
    expect(row).toMatchObject({ n: 3 * 8, seeds: 3, beta: 120 });
    expect(Number(row.recall_rate)).toBeCloseTo(Number(row.recalled) / Number(row.n), 12);
  }
  for (const row of little) expect(Number(row.recall_rate)).toBeLessThan(0.5);
  for (const row of whole) expect([row.recall_rate_se, row.kept]).toEqual([0, 1]);
});

it('refuses to add to what was computed from other data', async () => {
  const stamp = 'that of other pictures';
  await expect(engine.call('experiment', { spec, stamp, done: [] })).rejects.toMatchObject({
    code: 'bad-input',
  });
});
