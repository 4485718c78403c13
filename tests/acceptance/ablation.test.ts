import { expect, it } from 'vitest';
import { letters } from '#engine/experiments/letters';
import { measureMap } from '#engine/experiments/fig6';
import { mean } from '#engine/statistics';
import { onCpu } from '../support/devices';
import { testContext } from '../support/experiment-context';
import { at } from '../support/reference';

/** The feature maps compared on rows like those of the letter data (D 16, whole numbers), as in the paper's Figure 6. */

const runtime = onCpu();
const BETAS = [1, 10, 30, 60];
/** Mean error of energy at queries with 40 000 features; `known.py feature_maps` computes it in float64 for other such rows. */
const KNOWN = {
  sincos: [1e-4, 1e-4, 1e-4, 1e-4],
  cos: [1.3e-3, 2e-4, 3e-4, 2e-4],
  exp: [1e-3, 9e-3, 4.4e-2, 8.6e-2],
  expexp: [1.1e-3, 1.1e-2, 4.7e-2, 8.7e-2],
} as const;
const MAPS = ['sincos', 'cos', 'exp', 'expexp'] as const;
type ByMap = Record<(typeof MAPS)[number], number>;

async function errorsOf(seed: number, beta: number): Promise<ByMap> {
  const context = testContext(runtime(), seed, 'fig6');
  const rows = await letters(context, { numMemories: 200, numQueries: 100 });
  const errorOf = async (featureMap: (typeof MAPS)[number]) => {
    const measured = await measureMap(context, rows, { featureMap, beta, features: [40_000] });
    return Number(measured.find(({ queries }) => queries === 'at queries')?.energy_mae);
  };
  return {
    sincos: await errorOf('sincos'),
    cos: await errorOf('cos'),
    exp: await errorOf('exp'),
    expexp: await errorOf('expexp'),
  };
}

it.each(BETAS)('errors of energy are of the known order at β %i', async (beta) => {
  const draws: ByMap[] = [];
  for (const seed of [0, 1]) draws.push(await errorsOf(seed, beta));
  // The positive maps are heavy-tailed: from one draw to the next their error changes fivefold. In the geometric mean.
  const found = (map: (typeof MAPS)[number]) => Math.exp(mean(draws.map((errors) => Math.log(errors[map]))));
  for (const map of MAPS) {
    const known = at(KNOWN[map], BETAS.indexOf(beta));
    expect(Math.abs(Math.log10(found(map) / known)), map).toBeLessThan(1);
  }
  expect(found('sincos')).toBeLessThan(found('cos'));
  if (beta < 10) return;
  expect(found('cos')).toBeLessThan(found('exp') / 30);
  expect(found('cos')).toBeLessThan(found('expexp') / 30);
});
