import { describe, expect, it } from 'vitest';
import {
  requiredFeatures,
  UNRELIABLE,
  maxEffectiveMemories,
  predictReliability,
  RELIABLE,
} from './reliability';
import { separatingBeta, signalsOf, stateDistances, verdictOf } from './reliability';

/** Two memories at distance 1 in two dimensions, a query on the first and one between them. */
const distances = stateDistances(
  Float32Array.of(0, 0, 1, 0),
  Float32Array.of(0, 0, 0.5, 0),
  Uint8Array.of(1, 0, 0, 0),
  2,
);
const beta = 4;

describe('the prediction', () => {
  const prediction = predictReliability(distances, { beta, numFeatures: 800 });
  const effective = 2 + 2 * Math.exp(-2);

  it('follows the formulas for the noise', () => {
    expect(prediction.effectiveMemories).toBeCloseTo(effective, 12);
    const noise = Math.sqrt(effective / 1600);
    expect(prediction.signalToNoise[0]).toBeCloseTo((1 + Math.exp(-2)) / noise, 9);
    expect(prediction.signalToNoise[1]).toBeCloseTo((2 * Math.exp(-0.5)) / noise, 9);
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
    expect(verdictOf(prediction, 4)).toBe('merged');
  });

  it('gives the verdict saturated, and the number of effective memories that T could hold', () => {
    const few = { beta, numFeatures: 0.01 };
    const merged = predictReliability({ ...distances, freeCoordinates: 1e6 }, { beta, numFeatures: 800 });
    expect(verdictOf({ ...merged, signalToNoise: [0.1, 4] }, beta)).toBe('saturated');
    // merged memories are deeper than a single one, so that the depth of noise wells decides nothing
    expect(verdictOf(merged, beta)).toBe('merged');
    expect(verdictOf(predictReliability(distances, few), beta)).toBe('saturated');
    const most = maxEffectiveMemories(merged);
    expect(1.3 * Math.sqrt((most * 1e6) / 800)).toBeCloseTo(0.7, 12);
  });

  it('improves with more features, and its verdict with it', () => {
    const verdicts = [2, 20, 8000].map((numFeatures) =>
      verdictOf(predictReliability(distances, { beta: 8, numFeatures }), 8),
    );
    expect(verdicts).toEqual(['unreliable', 'marginal', 'reliable']);
  });

  it.each([false, true])(
    'gives the number of features at which the verdict changes, mirrored %s',
    (isMirrored) => {
      const at = 8;
      const settingsOf = (numFeatures: number) => ({ beta: at, numFeatures, isMirrored });
      const { effectiveMemories } = predictReliability(distances, settingsOf(1));
      const signals = {
        effectiveMemories,
        signals: signalsOf(distances, at),
        freeCoordinates: distances.freeCoordinates,
        separatingBeta: separatingBeta(distances),
      };
      const verdictsAround = (limits: typeof RELIABLE | typeof UNRELIABLE) =>
        [0.999, 1.001].map((factor) => {
          const numFeatures = factor * requiredFeatures(signals, isMirrored, limits);
          return verdictOf(predictReliability(distances, settingsOf(numFeatures)), at);
        });
      expect(verdictsAround(RELIABLE)).toEqual(['marginal', 'reliable']);
      expect(verdictsAround(UNRELIABLE)).toEqual(['unreliable', 'marginal']);
    },
  );
});
