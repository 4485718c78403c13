import { expect, it } from 'vitest';
import type { Verdict } from '#shared/verdict';
import { judgeSets } from '../../bench/verdicts';
import { startEngine } from '../support/engine';

/** Where DrDAM is predicted to end, beside where it ends: stored and other pictures of three sets, 288 queries. */
it('predicts of each query whether DrDAM ends where MrDAM does', async () => {
  const judged = await judgeSets(startEngine(), 0);
  expect(new Set(judged.map(({ set }) => set)).size).toBe(3);
  expect(judged.length).toBeGreaterThanOrEqual(200);
  const called = (verdict: Verdict) => judged.filter((one) => one.verdict === verdict);
  const shareAlike = (verdict: Verdict) =>
    called(verdict).filter(({ isAlike }) => isAlike).length / called(verdict).length;
  expect(shareAlike('reliable')).toBeGreaterThanOrEqual(0.95);
  expect(shareAlike('unreliable')).toBeLessThanOrEqual(0.2);
  // nor is it caution alone: of those that end alike at least half are called reliable
  const alike = judged.filter(({ isAlike }) => isAlike);
  const share = alike.filter(({ verdict }) => verdict === 'reliable').length / alike.length;
  expect(share).toBeGreaterThanOrEqual(0.5);
  // pictures that are not stored are judged as well as those that are
  for (const isStored of [true, false]) {
    expect(called('reliable').some((one) => one.isStored === isStored && one.isAlike)).toBe(true);
    expect(called('unreliable').some((one) => one.isStored === isStored && !one.isAlike)).toBe(true);
  }
});
