import { expect, it } from 'vitest';
import { stateDistances } from '#shared/reliability';
import { predictedReliability } from '../../domain/run/predicted-reliability';
import { jobOf } from '../../domain/settings/job';
import { defaultSettings } from '../../domain/settings/settings';
import {
  BETAS,
  reliableBetas,
  reliabilityBounds,
  FEATURES,
  reliableFeatures,
  verdictAt,
} from './reliability-map';

/** Twelve memories of 48 pixels, two of them near each other, and three queries that have lost half of one. */
const DIM = 48;
const memories = Float32Array.from({ length: 12 * DIM }, (_, i) => 0.5 + 0.5 * Math.sin(i * i * 0.37));
memories.set(memories.subarray(0, DIM - 4), DIM);
const scaled = memories.map((value) => value / Math.sqrt(DIM));
const queries = scaled
  .slice(0, 3 * DIM)
  .map((value, i) => (i % DIM < DIM / 2 ? value : 0.5 / Math.sqrt(DIM)));
const clamped = new Uint8Array(3 * DIM);
const states = {
  dim: DIM,
  memories: scaled,
  queries,
  clamped,
  distances: stateDistances(scaled, queries, clamped, DIM),
};
const QUERY = 1;
const settings = { ...defaultSettings, steps: 100 };

const between = ([min, max]: readonly [number, number], count: number) =>
  Array.from({ length: count }, (_, i) => min * (max / min) ** (i / (count - 1)));

it.each(['sincos', 'cos'] as const)(
  'says of each beta and Y what the prediction says of it, for %s',
  async (featureMap) => {
    const bounds = (await reliabilityBounds(states, QUERY, { ...settings, featureMap })) ?? [];
    const seen = new Set<string>();
    for (const beta of between(BETAS, 23)) {
      for (const numFeatures of between(FEATURES, 29)) {
        const verdicts = [0.99, 1.01].map((factor) => {
          const job = jobOf('', { ...settings, featureMap, beta, numFeatures: factor * numFeatures });
          return predictedReliability(states, job)?.verdicts[QUERY];
        });
        const verdict = verdictAt(bounds, { beta, numFeatures });
        seen.add(verdict);
        if (verdict === 'merged') continue; // the map leaves open what is below beta*
        expect(verdicts, `beta ${String(beta)}, Y ${String(numFeatures)}`).toContain(verdict);
      }
    }
    expect([...seen].sort()).toEqual(['marginal', 'merged', 'reliable', 'unreliable']);
  },
);

it('says where the sliders hold', async () => {
  const bounds = (await reliabilityBounds(states, QUERY, settings)) ?? [];
  const [from, to] = reliableBetas(bounds, 3e5) ?? [NaN, NaN];
  for (const beta of [from, to]) {
    const [fewest] = reliableFeatures(bounds, beta) ?? [NaN];
    expect(fewest).toBeLessThanOrEqual(3e5);
  }
  expect(reliableFeatures(bounds, from / 2)).toBeNull();
  expect(reliableBetas(bounds, 1)).toBeNull();
});

it('predicts nothing where no law holds', async () => {
  expect(await reliabilityBounds(states, QUERY, { ...settings, form: 'kernel' })).toBeNull();
  expect(await reliabilityBounds(states, QUERY, { ...settings, featureMap: 'exp' })).toBeNull();
});
