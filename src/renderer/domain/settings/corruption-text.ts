import type { Corruption } from '#shared/setup';
import { isOcclusion } from '#shared/setup';
import type { CorruptionSettings } from './settings';

/** Describes corruptions in a few words, such as "bottom 50 % missing, noise 0.1, filled with mean". */
export function describeCorruptions({ corruptions, fill }: CorruptionSettings): string {
  if (corruptions.length === 0) return 'nothing missing';
  const words = corruptions.map(corruptionText).join(', ');
  return corruptions.some(isOcclusion) ? `${words}, filled with ${fill}` : words;
}

export function corruptionText(corruption: Corruption): string {
  switch (corruption.kind) {
    case 'side':
      return `${corruption.side} ${percent(corruption.fraction)} missing`;
    case 'box':
      return `box ${String(corruption.width)}\u2009×\u2009${String(corruption.height)} missing`;
    case 'mask':
      return 'brushed pixels missing';
    case 'noise':
      return `noise ${String(corruption.sigma)}`;
    case 'flip':
      return `${percent(corruption.fraction)} flipped`;
  }
}

export function percent(fraction: number): string {
  return `${String(Math.round(100 * fraction))}\u2009%`;
}
