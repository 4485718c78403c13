import { describe, expect, it } from 'vitest';
import type { QuerySettings } from './settings';
import { withChange, defaultSettings, settingsStoring } from './settings';

const picture = (name: string): QuerySettings => ({ source: { kind: 'picture', name }, damage: null });
const box = { kind: 'box', x: 0, y: 0, width: 2, height: 2 } as const;
const noise = { kind: 'noise', sigma: 0.1 } as const;
const settings = { ...defaultSettings, ...settingsStoring(['fox', 'owl']) };

describe('pictures of another shape', () => {
  const small = { side: 16, gray: false };

  it('leave what was made of single pixels behind', () => {
    const queries: QuerySettings[] = [
      picture('fox'),
      { source: { kind: 'state', state: 'AAAA' }, damage: null },
      { ...picture('owl'), damage: { corruptions: [noise, box], fill: 'mean', clamp: true } },
      { ...picture('owl'), damage: { corruptions: [noise], fill: 'mean', clamp: true } },
    ];
    const next = withChange({ ...settings, queries }, { pictures: small });
    expect(next.queries).toEqual([queries[0], picture('owl'), queries[3]]);
  });

  it('leave queries of the memories where none is left', () => {
    const queries: QuerySettings[] = [{ source: { kind: 'state', state: 'AAAA' }, damage: null }];
    expect(withChange({ ...settings, queries }, { pictures: small }).queries).toEqual(settings.queries);
  });

  it('take back damage of all queries that is made of pixels', () => {
    const damage = { ...settings.damage, corruptions: [box] };
    expect(withChange({ ...settings, damage }, { pictures: small }).damage).toEqual(defaultSettings.damage);
    expect(withChange({ ...settings, damage }, { pictures: { ...settings.pictures } }).damage).toEqual(
      damage,
    );
  });
});
