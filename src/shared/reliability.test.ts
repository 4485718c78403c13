import { describe, expect, it } from 'vitest';
import { mrdamDescents } from './mrdam-end';
import {
  featureBounds,
  maxEffectiveMemories,
  predictReliability,
  separatingBeta,
  signalsOf,
  stateDistances,
} from './reliability';

/** Two memories at distance 1 in two dimensions, a query on the first and one between them. */
const memories = Float32Array.of(0, 0, 1, 0);
const queries = Float32Array.of(0, 0, 0.5, 0);
const clamped = Uint8Array.of(1, 0, 0, 0);
const distances = stateDistances(memories, queries, clamped, 2);
const endSumsAt = (at: number) =>
  (mrdamDescents(memories, queries, clamped, 2) ?? []).map(
    (one) => one.end({ beta: at, stepSize: 0.1, steps: 200 }).kernelSum,
  );
const predictionAt = (at: number, numFeatures: number) =>
  predictReliability(distances, { beta: at, numFeatures }, endSumsAt(at));
const beta = 4;

describe('the prediction', () => {
  const prediction = predictReliability(distances, { beta, numFeatures: 800 });
  const effective = 2 + 2 * Math.exp(-2);

  it('follows the formulas for the noise', () => {
    expect(prediction.effectiveMemories).toBeCloseTo(effective, 12);
    const noise = Math.sqrt(effective / 1600);
    expect(prediction.signalToNoise[0]).toBeCloseTo((1 + Math.exp(-2)) / noise, 9);
    expect(prediction.signalToNoise[1]).toBeCloseTo((2 * Math.exp(-0.5)) / noise, 9);
    // the first query has one free coordinate, the second two
    expect(prediction.queryWells[0]).toBeCloseTo(1.3 * Math.sqrt(effective / 800), 12);
    expect(prediction.noiseWells).toBeCloseTo(1.3 * Math.sqrt((effective * 2) / 800), 12);
    expect(prediction.pixelNoise).toBeCloseTo(Math.sqrt(((effective - 1) * 2) / 6400), 12);
  });

  it('gives the energy at which the signal is three times the noise', () => {
    const signal = Math.exp(-beta * prediction.noiseEnergy);
    expect(signal / Math.sqrt(effective / 1600)).toBeCloseTo(3, 12);
  });

  it('gives the beta below which the memories merge', () => {
    // R^2 = 1/4, so beta* = 8 log 2
    expect(prediction.separatingBeta).toBeCloseTo(8 * Math.LN2, 12);
    // at beta 4 and beyond the noise, both models end alike in a blend
    expect([16, 800].map((numFeatures) => predictionAt(beta, numFeatures).verdicts[1])).toEqual([
      'merged',
      'reliable',
    ]);
  });

  it('gives the number of effective memories that T could hold', () => {
    const most = maxEffectiveMemories(prediction);
    expect(1.3 * Math.sqrt((most * 2) / 800)).toBeCloseTo(1, 12);
  });

  it('gives a verdict on each query, which gets better with more features', () => {
    const verdicts = [0.01, 2, 12, 8000].map((numFeatures) => predictionAt(8, numFeatures).verdicts[1]);
    expect(verdicts).toEqual(['saturated', 'unreliable', 'marginal', 'reliable']);
  });

  it('gives no verdict where MrDAM’s end is not known, unless the start decides', () => {
    const verdictAt = (numFeatures: number) =>
      predictReliability(distances, { beta: 8, numFeatures }).verdicts[1];
    expect([verdictAt(8000), verdictAt(0.5)]).toEqual([null, 'unreliable']);
    const settings = { beta: 8, numFeatures: 8000, hasVerdict: false };
    expect(predictReliability(distances, settings, endSumsAt(8)).verdicts).toEqual([null, null]);
  });

  it.each([false, true])(
    'gives the numbers of features at which a verdict changes, mirrored %s',
    (isMirrored) => {
      const at = 8;
      const only = { ...distances, queries: distances.queries.subarray(2), freeCoordinates: [2] };
      const endSums = endSumsAt(at).slice(1);
      const predictionOf = (numFeatures: number) =>
        predictReliability(only, { beta: at, numFeatures, isMirrored }, endSums);
      const inputs = {
        effectiveMemories: predictionOf(1).effectiveMemories,
        signals: signalsOf(only, at),
        freeCoordinates: only.freeCoordinates,
        separatingBeta: separatingBeta(only),
        endSums,
      };
      const bounds = featureBounds(inputs, { beta: at, isMirrored });
      const around = (features: number) =>
        [0.999, 1.001].map((factor) => predictionOf(factor * features).verdicts[0]);
      expect(around(bounds.reliableFrom)).toEqual(['marginal', 'reliable']);
      expect(around(bounds.unreliableBelow)).toEqual(['unreliable', 'marginal']);
    },
  );
});
