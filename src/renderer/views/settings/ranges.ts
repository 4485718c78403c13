import type { Spread } from '#shared/trust';
import { lawsOf, predictTrust, verdictOf } from '#shared/trust';
import type { Settings } from '../../session/settings';

const POSITIONS = 24;

/** The range of Y within [min, max] in which DrDAM is predicted to hold; undefined where it holds nowhere, or nothing is predicted. */
export function featuresThatHold(
  spread: Spread,
  { beta, form, featureMap }: Pick<Settings, 'beta' | 'form' | 'featureMap'>,
  min: number,
  max: number,
): [number, number] | undefined {
  const laws = lawsOf({ beta, form, drdam: { featureMap, numFeatures: max } });
  if (!laws) return undefined;
  const base = predictTrust(spread, laws);
  if (verdictOf(base, beta) !== 'holds') return undefined;
  // noise falls as the square root of Y, so one prediction gives all
  for (let i = 0; i <= POSITIONS; i++) {
    const numFeatures = min * (max / min) ** (i / POSITIONS);
    const ratio = Math.sqrt(max / numFeatures);
    const scaled = {
      ...base,
      signalToNoise: base.signalToNoise.map((value) => value / ratio),
      noiseWells: base.noiseWells * ratio,
    };
    if (verdictOf(scaled, beta) === 'holds') return [numFeatures, max];
  }
  return [max, max];
}
