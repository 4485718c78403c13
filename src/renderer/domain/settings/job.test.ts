import { describe, expect, it } from 'vitest';
import { drdamNumbers, imageSourceOf, jobOf } from './job';
import { presetOf, PRESETS } from './presets';
import type { QuerySettings, Settings } from './settings';
import { defaultSettings, settingsStoring, sideMissing, withChange } from './settings';

const settings: Settings = { ...defaultSettings, ...settingsStoring(['a', 'b', 'c']) };
const { beyond } = settings;

describe('a job', () => {
  it('reads each query from its own source, with its own corruption or that of all', () => {
    const own = sideMissing('top', 0.25, 'black');
    const queries: QuerySettings[] = [
      { source: { kind: 'picture', name: 'a' }, corruption: null },
      { source: { kind: 'picture', name: 'z', source: 'others' }, corruption: own },
      { source: { kind: 'state', state: 'AAAA' }, corruption: null },
    ];
    const { setup } = jobOf('photos', { ...settings, queries, drawing: 5 });
    expect(setup.queries).toMatchObject({
      queries: [
        {
          source: { name: 'a', images: { source: 'photos' } },
          corruptions: settings.corruption.corruptions,
          seed: 5,
        },
        { source: { name: 'z', images: { source: 'others' } }, corruptions: own.corruptions, fill: 'black' },
        { source: { kind: 'state', state: 'AAAA' } },
      ],
    });
  });

  it('crops pictures to squares only where a side is chosen', () => {
    expect(imageSourceOf('photos', settings)).toEqual({ source: 'photos', gray: false });
    expect(imageSourceOf('photos', { pictures: { side: 16, gray: true } })).toEqual({
      source: 'photos',
      size: { width: 16, height: 16 },
      gray: true,
    });
  });

  it('spaces the betas before the last evenly from half of it', () => {
    const scheduleOf = (stagesBefore: number) =>
      jobOf('photos', { ...settings, beta: 80, beyond: { ...beyond, stagesBefore } }).model.schedule;
    expect(scheduleOf(0)).toBeUndefined();
    expect(scheduleOf(1)).toEqual([40]);
    expect(scheduleOf(4)).toEqual([40, 50, 60, 70]);
  });
});

describe('the numbers that DrDAM stores', () => {
  // two for each feature of SinCos, one for each of Cos
  it.each<[string, Partial<Settings>, number]>([
    ['SinCos', {}, 2000],
    ['Cos', { featureMap: 'cos' }, 1000],
    ['a vector for each of three betas', { beyond: { ...beyond, stagesBefore: 2 } }, 6000],
    ['not more vectors than memories', { beyond: { ...beyond, shards: 8 } }, 3 * 2000],
    // three memories span two directions; their mean is stored too
    ['a principal subspace', { beyond: { ...beyond, subspace: 'principal' } }, 2000 + 3 * 50],
    [
      'a subspace of low frequencies, which is known',
      { beyond: { ...beyond, subspace: 'low-frequency' } },
      2050,
    ],
  ])('count %s', (_, change, count) => {
    expect(drdamNumbers({ ...settings, numFeatures: 1000, ...change }, 50)).toBe(count);
  });
});

describe('presets', () => {
  it('are recognised in the settings that they make, from any settings', () => {
    const elsewhere = { ...settings, beta: 7, stepSize: 1, steps: 3, form: 'kernel' as const };
    for (const { id, change } of PRESETS) expect(presetOf(withChange(elsewhere, change))?.id).toBe(id);
  });

  it('are not recognised once a setting of theirs is another', () => {
    const figure = PRESETS.find(({ id }) => id === 'figure-2');
    const changed = withChange(settings, { ...figure?.change, beta: 61 });
    expect(presetOf(changed)).toBeUndefined();
  });
});
