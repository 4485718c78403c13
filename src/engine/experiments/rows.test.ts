import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveNpy, temporaryFolder } from '../../../tests/support/cli';
import { testContext } from '../../../tests/support/experiment-context';
import type { Row } from '#shared/experiments';
import { Row as RowSchema } from '#shared/experiments';
import { Runtime } from '../graphs/runtime';
import { measureErrors } from './fig3-fig5';
import { experiments } from './registry';
import { letters } from './letters';
import { measureMap } from './fig6';
import { QUERY_KINDS } from './patterns';
import { compareProjections } from './projections';
import { measureRetrieval } from './fig4a';

/** Every experiment on generated data, at settings that take a moment. */

let runtime: Runtime;
beforeAll(async () => {
  runtime = await Runtime.start('cpu');
});
afterAll(() => runtime.dispose());

const problem = { dim: 10, numMemories: 6, numQueries: 4 };

const measures = {
  fig3: (seed: number) =>
    measureErrors(testContext(runtime, seed), { ...problem, beta: 40, features: [50, 400, 20_000] }),
  fig4a: async (seed: number) => {
    const rows: Row[] = [];
    for (const kind of QUERY_KINDS) {
      const setting = { ...problem, kind, beta: 40, numFeatures: 300, stepSize: 0.1, steps: 20 };
      rows.push(await measureRetrieval(testContext(runtime, seed, 'fig4a'), setting));
    }
    return rows;
  },
  fig6: async (seed: number) => {
    const context = testContext(runtime, seed, 'fig6');
    const drawn = await letters(context, problem);
    return measureMap(context, drawn, { featureMap: 'exp', beta: 10, features: [100, 500] });
  },
  features: (seed: number) =>
    compareProjections(testContext(runtime, seed, 'features'), {
      ...problem,
      betas: [10],
      features: { gaussian: [50, 200], orthogonal: [50], structured: [50, 200, 800] },
      numSeeds: 3,
    }),
} as const;

describe.each(Object.entries(measures))('the rows of %s', (name, measure) => {
  it('hold exactly the columns that are described, as values of a table', async () => {
    const rows = await measure(0);
    expect(rows.length).toBeGreaterThan(1);
    const columns = Object.keys(experiments[name as keyof typeof measures].columns).sort();
    for (const row of rows) {
      expect(Object.keys(RowSchema.parse(row)).sort()).toEqual(columns);
    }
  });
});

it('no query uses more than its bound, clipped or not', async () => {
  let clipped = 0;
  for (let seed = 0; seed < 6; seed++) {
    for (const row of [...(await measures.fig3(seed)), ...(await measures.fig4a(seed))]) {
      clipped += Number(row.clipped);
      expect(row.bound_use).toBeGreaterThanOrEqual(0);
      expect(row.bound_use).toBeLessThanOrEqual(1);
      if (typeof row.gradient_l2_bound === 'number') {
        expect(row.gradient_l2).toBeLessThanOrEqual(row.gradient_l2_bound);
      }
    }
  }
  expect(clipped).toBeGreaterThan(0);
});

it('projections are compared with Gaussian rows where there are any as large', async () => {
  const rows = await measures.features(0);
  const of = (projection: string, numFeatures: number) =>
    rows.filter((row) => row.projection === projection && row.Y === numFeatures);
  for (const row of of('gaussian', 200)) expect(row.gradient_ratio_equal_memory).toBeCloseTo(1, 12);
  // Gaussian rows take 2000 to 8000 bytes: 200 structured ones lie between, 800 above
  for (const row of of('structured', 200)) {
    expect(row.energy_ratio_equal_features).toBeGreaterThan(0);
    expect(row.energy_ratio_equal_memory).toBeGreaterThan(0);
  }
  for (const row of of('structured', 800)) {
    expect(row.energy_ratio_equal_features).toBeNull();
    expect(row.energy_ratio_equal_memory).toBeNull();
  }
});

describe('rows of an array file', () => {
  const folder = temporaryFolder();
  const context = (source: string) => {
    const plain = testContext(runtime, 0, 'fig6');
    return { ...plain, spec: { ...plain.spec, images: { source, gray: false } } };
  };

  it('are drawn without replacement and scaled from their range', async () => {
    const numbers = Float32Array.from({ length: 12 * 3 }, (_, i) => i - 5);
    const path = saveNpy(`${folder}/rows.npy`, numbers, [12, 3]);
    const { memories, queries, data } = await letters(context(path), { numMemories: 5, numQueries: 7 });
    const values = [...memories, ...queries].map((value) => Math.round(value * Math.sqrt(3) * 35));
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 36 }, (_, i) => i));
    expect(data).toContain('rows.npy');
  });

  it('too few of them, or another kind of file, are refused in a sentence', async () => {
    const path = saveNpy(`${folder}/few.npy`, Float32Array.of(0, 1), [2, 1]);
    await expect(letters(context(path), { numMemories: 5, numQueries: 7 })).rejects.toThrow('has 2 rows');
    await expect(letters(context('pictures.zip'), problem)).rejects.toThrow(
      'needs rows of numbers in a .npy file',
    );
  });
});
