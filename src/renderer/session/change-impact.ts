import { formatCount, plural } from '#shared/units';
import { describeCorruptions } from '../domain/settings/corruption-text';
import { isEqual } from '../domain/equality';
import type { Settings } from '../domain/settings/settings';

/**
 * What a change of the settings affects, from the least to the most: nothing, the plane that is shown, the next step,
 * the energy (T is recomputed while the run continues with the previous one), or the initial states of the queries.
 */
export type ChangeImpact = 'nothing' | 'plane' | 'step' | 'energy' | 'start';

const IMPACT: Readonly<Record<keyof Settings, ChangeImpact>> = {
  pictures: 'start',
  memories: 'energy',
  queries: 'start',
  drawing: 'start',
  seed: 'energy',
  corruption: 'start',
  beta: 'energy',
  numFeatures: 'energy',
  featureMap: 'energy',
  form: 'energy',
  projection: 'energy',
  stepSize: 'step',
  steps: 'start',
  device: 'energy',
  plane: 'plane',
  // a schedule covers the whole run from its first step
  beyond: 'start',
};

const ASCENDING: readonly ChangeImpact[] = ['nothing', 'plane', 'step', 'energy', 'start'];

/** Returns the greatest impact of all settings that differ. */
export function impactOf(before: Settings, after: Settings): ChangeImpact {
  return changedKeys(before, after)
    .map((key) => IMPACT[key])
    .reduce((a, b) => (ASCENDING.indexOf(b) > ASCENDING.indexOf(a) ? b : a), 'nothing');
}

/** Describes a change of settings in a few words, such as "β 120" or "2 memories added". */
export function changeText(before: Settings, after: Settings): string {
  return changedKeys(before, after)
    .map((key) => textOf(key, before, after))
    .join(', ');
}

function textOf(key: keyof Settings, before: Settings, after: Settings): string {
  switch (key) {
    case 'pictures': {
      const { side, gray } = after.pictures;
      return `pictures ${side === null ? 'at their original size' : `${String(side)} × ${String(side)}`}, ${gray ? 'grey' : 'in colour'}`;
    }
    case 'memories': {
      const more = after.memories.length - before.memories.length;
      if (more === 0) return 'different memories';
      return `${plural(Math.abs(more), 'memory', 'memories')} ${more > 0 ? 'added' : 'removed'}`;
    }
    case 'beta':
      return `β ${formatCount(after.beta)}`;
    case 'numFeatures':
      return `Y ${formatCount(after.numFeatures)}`;
    case 'stepSize':
      return `α ${String(after.stepSize)}`;
    case 'seed':
      return `seed ${String(after.seed)}`;
    case 'featureMap':
      return `feature map ${after.featureMap}`;
    case 'form':
      return after.form === 'log' ? 'log energy' : 'kernel-sum energy';
    case 'projection':
      return `projection ${after.projection}`;
    case 'device':
      return `device ${after.device}`;
    case 'corruption':
      return describeCorruptions(after.corruption);
    case 'steps':
      return `${formatCount(after.steps)} steps`;
    case 'queries':
      return 'queries';
    case 'drawing':
      return 'pictures resampled';
    case 'plane':
      return 'plane';
    case 'beyond':
      return 'beyond the paper';
  }
}

function changedKeys(before: Settings, after: Settings): (keyof Settings)[] {
  const keys = Object.keys(IMPACT) as (keyof Settings)[];
  return keys.filter((key) => !isEqual(before[key], after[key]));
}
