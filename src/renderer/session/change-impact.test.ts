import { expect, it } from 'vitest';
import type { Settings } from '../domain/settings/settings';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { changeText, impactOf } from './change-impact';

const settings: Settings = { ...defaultSettings, ...settingsStoring(['a', 'b']) };
const { beyond, corruption, pictures } = settings;

// what a running descent can take over, and what needs another one
it.each<[string, Partial<Settings>, string]>([
  ['nothing that differs', { memories: ['a', 'b'] }, 'nothing'],
  ['another plane', { plane: { kind: 'principal' } }, 'plane'],
  ['a smaller step', { stepSize: 0.01 }, 'step'],
  ['a memory more', { memories: ['a', 'b', 'c'] }, 'energy'],
  ['another device', { device: 'cpu' }, 'energy'],
  ['more steps', { steps: 9 }, 'start'],
  ['a schedule, which begins at the first step', { beyond: { ...beyond, stagesBefore: 2 } }, 'start'],
  ['the greatest of several', { plane: { kind: 'principal' }, beta: 9, stepSize: 1 }, 'energy'],
])('a change affects as much as it must: %s', (_, change, impact) => {
  expect(impactOf(settings, { ...settings, ...change })).toBe(impact);
});

it.each<[Partial<Settings>, string]>([
  [{ beta: 12_000 }, 'β 12\u202f000'],
  [{ numFeatures: 10_000, stepSize: 0.05 }, 'Y 10\u202f000, α 0.05'],
  [{ memories: ['a', 'b', 'c', 'd'] }, '2 memories added'],
  [{ memories: ['a'] }, '1 memory removed'],
  [{ memories: ['a', 'c'] }, 'different memories'],
  [{ pictures: { side: 32, gray: true } }, 'pictures 32 × 32, grey'],
  [{ pictures: { ...pictures, gray: true } }, 'pictures at their original size, grey'],
  [{ form: 'kernel' }, 'kernel-sum energy'],
  [{ featureMap: 'cos', projection: 'gaussian', seed: 3 }, 'seed 3, feature map cos, projection gaussian'],
  [{ steps: 1000, device: 'cpu' }, '1\u202f000 steps, device cpu'],
  [
    { corruption: { ...corruption, corruptions: [{ kind: 'side', side: 'top', fraction: 0.25 }] } },
    'top 25\u2009% missing, filled with mean',
  ],
  [{ drawing: 2, queries: [] }, 'queries, pictures resampled'],
])('a change is named as an undo menu shows it: %j', (change, text) => {
  expect(changeText(settings, { ...settings, ...change })).toBe(text);
});
