import { formatCount, plural } from '#shared/units';
import { damageText } from '../domain/settings/corruption-text';
import { isEqual } from '../domain/equality';
import type { Settings } from '../domain/settings/settings';

/**
 * How far a change of the settings reaches: nowhere, to the plane that is shown, to the next step, to the energy (for
 * which T is summed anew while the old one goes on), or back to where queries start.
 */
export type ChangeImpact = 'nothing' | 'plane' | 'step' | 'energy' | 'start';

const REACH: Readonly<Record<keyof Settings, ChangeImpact>> = {
  pictures: 'start',
  memories: 'energy',
  queries: 'start',
  drawing: 'start',
  seed: 'energy',
  damage: 'start',
  beta: 'energy',
  numFeatures: 'energy',
  featureMap: 'energy',
  form: 'energy',
  projection: 'energy',
  stepSize: 'step',
  steps: 'start',
  device: 'energy',
  plane: 'plane',
  // a schedule has its place from the first step on
  beyond: 'start',
};

const INWARDS: readonly ChangeImpact[] = ['nothing', 'plane', 'step', 'energy', 'start'];

export function impactOf(before: Settings, after: Settings): ChangeImpact {
  return changedKeys(before, after)
    .map((key) => REACH[key])
    .reduce((a, b) => (INWARDS.indexOf(b) > INWARDS.indexOf(a) ? b : a), 'nothing');
}

/** What changed, in a few words: "β 120", "2 memories more". */
export function changeText(before: Settings, after: Settings): string {
  return changedKeys(before, after)
    .map((key) => textOf(key, before, after))
    .join(', ');
}

function textOf(key: keyof Settings, before: Settings, after: Settings): string {
  switch (key) {
    case 'pictures': {
      const { side, gray } = after.pictures;
      return `pictures ${side === null ? 'in their own size' : `${String(side)} × ${String(side)}`}, ${gray ? 'grey' : 'in colour'}`;
    }
    case 'memories': {
      const more = after.memories.length - before.memories.length;
      if (more === 0) return 'other memories';
      return `${plural(Math.abs(more), 'memory', 'memories')} ${more > 0 ? 'more' : 'fewer'}`;
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
      return after.form === 'log' ? 'energy with logarithm' : 'energy of the kernel sum';
    case 'projection':
      return `projection ${after.projection}`;
    case 'device':
      return `device ${after.device}`;
    case 'damage':
      return damageText(after.damage);
    case 'steps':
      return `${formatCount(after.steps)} steps`;
    case 'queries':
      return 'queries';
    case 'drawing':
      return 'other pictures drawn';
    case 'plane':
      return 'plane';
    case 'beyond':
      return 'beyond the paper';
  }
}

function changedKeys(before: Settings, after: Settings): (keyof Settings)[] {
  const keys = Object.keys(REACH) as (keyof Settings)[];
  return keys.filter((key) => !isEqual(before[key], after[key]));
}
