import { expect, it } from 'vitest';
import type { ExperimentSpec } from '#shared/experiments';
import { RecallAxes } from '#shared/experiments';
import { canUse, defaultExperimentSettings, keyOf, settingsOf, specOf } from './experiment-spec';

const folder = { source: 'photos', name: 'Photos' };
const array = { source: 'rows', name: 'rows.npy' };
const fromSet = { ...defaultExperimentSettings, images: 'opened' } as const;

it('takes a set for what the experiment is about: pictures, rows of an array, or neither', () => {
  expect([canUse('fig1', folder), canUse('fig6', folder), canUse('fig3', folder)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(canUse('fig6', array)).toBe(true);
  expect(specOf('fig6', fromSet, folder).images).toBeUndefined();
  expect(specOf('fig6', fromSet, array).images).toEqual({ source: 'rows', gray: false });
  expect(specOf('fig1', fromSet, null).images).toBeUndefined();
});

it('returns to the settings that a specification was made from', () => {
  const settings = { ...fromSet, quick: false, seed: 4, device: 'cpu' } as const;
  expect(settingsOf(specOf('fig1', settings, folder))).toEqual(settings);
  const recall = { corruption: 'noise', curves: 'memories' } as const;
  expect(settingsOf(specOf('recall', { ...settings, recall }, folder))).toEqual({ ...settings, recall });
  expect(specOf('fig1', { ...settings, recall }, folder).recall).toBeUndefined();
  expect(settingsOf(specOf('fig1', { ...settings, images: 'sample' }, folder)).images).toBe('sample');
});

it('keeps cells of different specifications apart', () => {
  const spec = specOf('fig1', fromSet, folder);
  const others: ExperimentSpec[] = [
    { ...spec, name: 'fig2' },
    { ...spec, quick: false },
    { ...spec, seed: 1 },
    { ...spec, device: 'cpu' },
    specOf('fig1', fromSet, array),
    specOf('fig1', defaultExperimentSettings, folder),
    ...RecallAxes.shape.corruption.options.map((corruption) => ({
      ...spec,
      recall: { corruption, curves: 'beta' as const },
    })),
  ];
  expect(new Set([spec, ...others].map(keyOf)).size).toBe(10);
  expect(keyOf(specOf('fig1', fromSet, folder))).toBe(keyOf(spec));
});
