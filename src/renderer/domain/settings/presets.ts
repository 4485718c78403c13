import { isEqual } from '../equality';
import type { Settings } from './settings';
import { sideMissing } from './settings';

/** A named change of settings. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** Describes the preset in a few words. */
  readonly note: string;
  readonly change: Partial<Settings>;
}

const PAPER: Partial<Settings> = {
  featureMap: 'sincos',
  form: 'log',
  beta: 60,
  stepSize: 0.1,
  beyond: { stagesBefore: 0, maxStep: null, subspace: null, shards: 1 },
};

/** Presets do not change which pictures are stored. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'half-kept',
    title: 'Half kept',
    note: 'Half of each picture is fixed; the rest starts as the mean',
    change: { corruption: sideMissing('bottom', 0.5, 'mean'), stepSize: 0.1, steps: 300 },
  },
  {
    id: 'third-kept',
    title: 'A third kept',
    note: 'Harder: two thirds are missing',
    change: { corruption: sideMissing('bottom', 0.67, 'mean'), stepSize: 0.1, steps: 300 },
  },
  {
    id: 'figure-1',
    title: "The paper's Figure 1",
    note: 'Y 180 000, a third kept on black, 300 steps',
    change: { ...PAPER, numFeatures: 180_000, steps: 300, corruption: sideMissing('bottom', 0.67, 'black') },
  },
  {
    id: 'figure-2',
    title: "The paper's Figure 2",
    note: 'Y 200 000, three fifths kept on black, 1 000 steps',
    change: { ...PAPER, numFeatures: 200_000, steps: 1000, corruption: sideMissing('bottom', 0.4, 'black') },
  },
  {
    id: 'few-features',
    title: 'Too few features',
    note: 'Y 10 000: where DrDAM fails',
    change: { numFeatures: 10_000 },
  },
  {
    id: 'slow',
    title: 'Slow motion',
    note: 'A tenth of the step, 1 000 steps',
    change: { stepSize: 0.01, steps: 1000 },
  },
];

/** Returns the preset that the settings match, or undefined. */
export function presetOf(settings: Settings): Preset | undefined {
  return PRESETS.findLast(({ change }) => {
    const keys = Object.keys(change) as (keyof Settings)[];
    return keys.every((key) => isEqual(settings[key], change[key]));
  });
}
