import { describe, expect, it } from 'vitest';
import { measureErrors } from '#engine/experiments/fig3-fig5';
import { queriesOfKind, QUERY_KINDS, randomBits } from '#engine/experiments/patterns';
import { logLogSlope, median } from '#engine/statistics';
import { Stream } from '#engine/memories/random';
import type { Row } from '#shared/experiments';
import { predictReliability, stateDistances } from '#shared/reliability';
import { onCpu } from '../support/devices';
import { testContext } from '../support/experiment-context';
import { at, sum } from '../support/reference';

/**
 * DrDAM's errors against known ones: the protocol of the paper's Figure 3 (500 random bit patterns, 50 queries of each
 * kind). `known.py errors` computes them in float64, with other random numbers.
 */

const NUM_MEMORIES = 500;
const NUM_QUERIES = 50;
/** Of one draw of S: mean error of energy, of a gradient's coordinate, of a gradient's norm, and SNR, as rounded there. */
const KNOWN = `
   D      Y   β | at memories         | near memories        | random
   30  40000 10 | .0007 .0026 .018 86 | .0008 .0027 .019 85  | .0008 .0028 .019 84
   30  40000 30 | .0020 .0083 .057 16 | .0033 .016  .11  8.9 | .0038 .023  .15  6.7
   30  40000 50 | .0013 .0090 .061 13 | .032  .18   1.2  1.3 | .073  .18   1.2  .26
  100   5000 10 | .0022 .0084 .105 29 | .0027 .0085 .107 29  | .0026 .0084 .105 29
  100   5000 50 | .0043 .028  .35 4.5 | .086  .43   5.5  .38 | .094  1.0   13   .02
  100  40000 10 | .0008 .0030 .038 83 | .0008 .0031 .038 83  | .0008 .0031 .039 82
  100  40000 30 | .0019 .0099 .124 15 | .0042 .024  .30  6.4 | .0079 .042  .53  4.0
  100  40000 40 | .0016 .0099 .124 13 | .015  .081  1.0  2.2 | .10   .23   2.8  .48
  100  40000 50 | .0012 .0090 .113 13 | .028  .31   3.9  1.1 | .090  .14   1.7  .05
  100 200000 30 | .0010 .0043 .054 33 | .0015 .010  .129 14  | .0028 .017  .21  9.0
  100 200000 50 | .0006 .0040 .050 28 | .0047 .054  .67  2.4 | .075  .22   2.7  .12
  500  40000 30 | .0022 .010  .28  14 | .0055 .027  .75  5.7 | .0083 .049  1.4  3.2
  500 200000 50 | .0007 .0040 .11  28 | .0096 .084  2.4  2.4 | .082  .10   2.8  .06`;
/** Below this signal to noise a mean is that of its few largest errors, and another draw gives another. */
const SMALLEST_SNR = 2;

/** A rounded number, and how far what it stands for may be from it. */
interface Rounded {
  readonly value: number;
  readonly half: number;
}

const entries = KNOWN.trim()
  .split('\n')
  .slice(1)
  .flatMap((line) => {
    const [setting = '', ...kinds] = line.split('|');
    const [dim = NaN, features = NaN, beta = NaN] = setting.trim().split(/ +/).map(Number);
    return kinds.map((kind, i) => {
      const [energy, gradient, norm, snr] = kind.trim().split(/ +/).map(rounded);
      return { dim, features, beta, queries: at(QUERY_KINDS, i), energy, gradient, norm, snr };
    });
  })
  .filter(({ snr }) => (snr?.value ?? NaN) >= SMALLEST_SNR);
/** A larger S takes ten seconds to draw: of the last setting only the signal to noise is checked. */
const measurable = entries.filter(({ dim, features }) => dim * features <= 2e7);

function rounded(text: string): Rounded {
  const decimals = text.split('.')[1]?.length ?? 0;
  return { value: Number(text), half: 0.5 * 10 ** -decimals };
}

const runtime = onCpu();
const made = new Map<string, Promise<Row[]>>();

/** The errors of one draw at every Y of a setting, measured once. */
function measured(dim: number, beta: number, seed: number): Promise<Row[]> {
  const key = [dim, beta, seed].join(' ');
  const features = measurable
    .filter((one) => one.dim === dim && one.beta === beta)
    .map((one) => one.features);
  if (dim === 100) features.unshift(5000); // for the law in Y
  const setting = {
    dim,
    numMemories: NUM_MEMORIES,
    beta,
    features: [...new Set(features)],
    numQueries: NUM_QUERIES,
  };
  const rows = made.get(key) ?? measureErrors(testContext(runtime(), seed), setting);
  made.set(key, rows);
  return rows;
}

const COLUMNS = { energy: 'energy_mae', gradient: 'gradient_mae', norm: 'gradient_l2' } as const;
const columns = Object.entries(COLUMNS) as [keyof typeof COLUMNS, (typeof COLUMNS)[keyof typeof COLUMNS]][];

async function foundFor({ dim, features, beta, queries }: (typeof entries)[number]): Promise<Row> {
  const rows = await measured(dim, beta, 0);
  const row = rows.find((one) => one.Y === features && one.queries === queries);
  if (!row) throw new Error('a setting was not measured');
  return row;
}

describe('errors of energy and gradient', () => {
  it.each(measurable)('at D $dim, Y $features, β $beta, $queries', async (entry) => {
    const row = await foundFor(entry);
    for (const [name, column] of columns) {
      const { value = NaN, half = NaN } = entry[name] ?? {};
      // Both are one draw of S. What one misses by is its standard error over queries, within a fifth (16 draws).
      const tolerance = 4 * Math.SQRT2 * Number(row[`${column}_se`]) + half;
      expect(Math.abs(Number(row[column]) - value), name).toBeLessThan(tolerance);
    }
  });

  it('taken together, are no larger and no smaller', async () => {
    const reliable = measurable.filter(({ snr }) => (snr?.value ?? 0) >= 5);
    const rows = await Promise.all(reliable.map(foundFor));
    for (const [name, column] of columns) {
      const ratios = rows.map((row, i) =>
        Math.log(Number(row[column]) / (at(reliable, i)[name]?.value ?? NaN)),
      );
      // four standard errors of the mean: a pair of draws differs by 15 % in energies, by 4 % in gradients
      expect(Math.abs(sum(ratios) / ratios.length), name).toBeLessThan(name === 'energy' ? 0.15 : 0.04);
    }
  });

  it('at memories fall like 1/√Y: D 100, β 30, mean of four draws', async () => {
    const draws = (await Promise.all([0, 1, 2, 3].map((seed) => measured(100, 30, seed)))).flat();
    const features = [5000, 40_000, 200_000];
    const errors = features.map((numFeatures) => {
      const same = draws.filter(({ Y, queries }) => Y === numFeatures && queries === 'at memories');
      return sum(same.map((row) => Number(row.gradient_mae))) / same.length;
    });
    const slope = logLogSlope(features, errors) ?? NaN;
    expect(slope).toBeGreaterThan(-0.55);
    expect(slope).toBeLessThan(-0.45);
    const known = measurable.filter(
      ({ dim, beta, queries }) => dim === 100 && beta === 30 && queries === 'at memories',
    );
    expect(known.map((one) => one.features)).toEqual(features.slice(1));
    for (const one of known) {
      const error = at(errors, features.indexOf(one.features));
      expect(Math.abs(error / (one.gradient?.value ?? NaN) - 1)).toBeLessThan(0.1);
    }
  });
});

it.each([30, 100, 500])('the gauge gives the known signal to noise at D %i', (dim) => {
  const memories = randomBits(NUM_MEMORIES, dim, 0, Stream.patterns);
  for (const queries of QUERY_KINDS) {
    const states = queriesOfKind(queries, memories, NUM_QUERIES, dim, 0);
    const distances = stateDistances(memories, states, new Uint8Array(states.length), dim);
    for (const { beta, features: numFeatures, snr } of entries.filter(
      (one) => one.dim === dim && one.queries === queries,
    )) {
      const { signalToNoise } = predictReliability(distances, { beta, numFeatures });
      const { value = NaN, half = NaN } = snr ?? {};
      // other patterns: from one set of them to the next it changes by 2 %
      expect(Math.abs(median(signalToNoise) - value)).toBeLessThan(0.04 * value + half);
    }
  }
});
