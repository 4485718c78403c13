import { describe, expect, it } from 'vitest';
import type { QuerySettings } from './settings';
import { withChange, defaultSettings, settingsStoring } from './settings';

const picture = (name: string): QuerySettings => ({ source: { kind: 'picture', name }, corruption: null });
const box = { kind: 'box', x: 0, y: 0, width: 2, height: 2 } as const;
const noise = { kind: 'noise', sigma: 0.1 } as const;
const settings = { ...defaultSettings, ...settingsStoring(['fox', 'owl']) };

describe('pictures of another shape', () => {
  const small = { side: 16, gray: false };

  it('leave what was made of single pixels behind', () => {
    const queries: QuerySettings[] = [
      picture('fox'),
      { source: { kind: 'state', state: 'AAAA' }, corruption: null },
      { ...picture('owl'), corruption: { corruptions: [noise, box], fill: 'mean', clamp: true } },
      { ...picture('owl'), corruption: { corruptions: [noise], fill: 'mean', clamp: true } },
    ];
    const next = withChange({ ...settings, queries }, { pictures: small });
    expect(next.queries).toEqual([queries[0], picture('owl'), queries[3]]);
  });

  it('leave queries of the memories where none is left', () => {
    const queries: QuerySettings[] = [{ source: { kind: 'state', state: 'AAAA' }, corruption: null }];
    expect(withChange({ ...settings, queries }, { pictures: small }).queries).toEqual(settings.queries);
  });

  it('take back corruption of all queries that is made of pixels', () => {
    const corruption = { ...settings.corruption, corruptions: [box] };
    expect(withChange({ ...settings, corruption }, { pictures: small }).corruption).toEqual(
      defaultSettings.corruption,
    );
    expect(
      withChange({ ...settings, corruption }, { pictures: { ...settings.pictures } }).corruption,
    ).toEqual(corruption);
  });
});
