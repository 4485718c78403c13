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
  const trust = predictReliability(distances, { beta, numFeatures: 800 });
  const effective = 2 + 2 * Math.exp(-2);

  it('follows the laws of the noise', () => {
    expect(trust.effectiveMemories).toBeCloseTo(effective, 12);
    const noise = Math.sqrt(effective / 1600);
    expect(trust.signalToNoise[0]).toBeCloseTo((1 + Math.exp(-2)) / noise, 9);
    expect(trust.signalToNoise[1]).toBeCloseTo((2 * Math.exp(-0.5)) / noise, 9);
    expect(trust.noiseWells).toBeCloseTo(1.3 * Math.sqrt((effective * 2) / 800), 12);
    expect(trust.pixelNoise).toBeCloseTo(Math.sqrt(((effective - 1) * 2) / 6400), 12);
  });

  it('puts the signal at three times the noise where it says', () => {
    const signal = Math.exp(-beta * trust.noiseEnergy);
    expect(signal / Math.sqrt(effective / 1600)).toBeCloseTo(3, 12);
  });

  it('knows below which beta the memories merge', () => {
    // R^2 = 1/4, so beta* = 8 log 2
    expect(trust.separatingBeta).toBeCloseTo(8 * Math.LN2, 12);
    expect(verdictOf(trust, 4)).toBe('merged');
  });

  it('knows when T is drowned in its noise, and how much it could hold', () => {
    const few = { beta, numFeatures: 0.01 };
    const drowned = predictReliability({ ...distances, freeCoordinates: 1e6 }, { beta, numFeatures: 800 });
    expect(verdictOf({ ...drowned, signalToNoise: [0.1, 4] }, beta)).toBe('saturated');
    // memories that merge lie deeper together, and their wells are no noise
    expect(verdictOf(drowned, beta)).toBe('merged');
    expect(verdictOf(predictReliability(distances, few), beta)).toBe('saturated');
    const most = maxEffectiveMemories(drowned);
    expect(1.3 * Math.sqrt((most * 1e6) / 800)).toBeCloseTo(0.7, 12);
  });

  it('gets better with more features, and its verdict with it', () => {
    const verdicts = [2, 20, 8000].map((numFeatures) =>
      verdictOf(predictReliability(distances, { beta: 8, numFeatures }), 8),
    );
    expect(verdicts).toEqual(['unreliable', 'marginal', 'reliable']);
  });

  it.each([false, true])('knows from how many features on its verdict changes, mirrored %s', (isMirrored) => {
    const at = 8;
    const laws = (numFeatures: number) => ({ beta: at, numFeatures, isMirrored });
    const { effectiveMemories } = predictReliability(distances, laws(1));
    const signals = {
      effectiveMemories,
      signals: signalsOf(distances, at),
      freeCoordinates: distances.freeCoordinates,
      separatingBeta: separatingBeta(distances),
    };
    const about = (limits: typeof RELIABLE | typeof UNRELIABLE) =>
      [0.999, 1.001].map((factor) => {
        const numFeatures = factor * requiredFeatures(signals, isMirrored, limits);
        return verdictOf(predictReliability(distances, laws(numFeatures)), at);
      });
    expect(about(RELIABLE)).toEqual(['marginal', 'reliable']);
    expect(about(UNRELIABLE)).toEqual(['unreliable', 'marginal']);
  });
});
