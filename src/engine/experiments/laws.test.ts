import { afterAll, beforeAll, expect, it } from 'vitest';
import { testContext } from '../../../tests/support/experiment-context';
import type { Row } from '#shared/experiments';
import { Runtime } from '../graphs/runtime';
import { measureErrors } from './fig3-fig5';
import { QUERY_KINDS } from './patterns';
import { mean } from '../statistics';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await Runtime.start('cpu');
});
afterAll(() => runtime.dispose());

const SEEDS = 24;

it('where SNR is 5 or more, errors are those of the noise laws within a tenth', async () => {
  const setting = { dim: 40, numMemories: 20, beta: 12, features: [500, 2000], numQueries: 20 };
  const rows: Row[] = [];
  for (let seed = 0; seed < SEEDS; seed++) {
    rows.push(...(await measureErrors(testContext(runtime, seed), setting)));
  }
  for (const numFeatures of setting.features) {
    for (const kind of QUERY_KINDS) {
      const those = rows.filter(({ queries, Y }) => queries === kind && Y === numFeatures);
      const over = (column: string) => mean(those.map((row) => Number(row[column])));
      expect(those.length).toBe(SEEDS);
      expect(over('snr')).toBeGreaterThan(5);
      // 480 queries: were their errors independent, the mean would have a standard error of 3.5 %
      for (const column of ['energy_mae', 'gradient_mae']) {
        const ratio = over(column) / over(`${column}_predicted`);
        expect(Math.abs(ratio - 1), `${column}, ${kind}, Y ${String(numFeatures)}`).toBeLessThan(0.1);
      }
    }
  }
});
