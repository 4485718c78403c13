import { expect, it } from 'vitest';
import type { CellMeta, ExperimentSpec } from '#shared/experiments';
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

it('refuses to add to what was computed from other data', async () => {
  const stamp = 'that of other pictures';
  await expect(startEngine().call('experiment', { spec, stamp, done: [] })).rejects.toMatchObject({
    code: 'bad-input',
  });
});
