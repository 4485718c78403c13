import { expect, it } from 'vitest';
import type { BrowseReport } from '#shared/api';
import { EngineError } from '#shared/errors';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { OpenedSet } from './opened-set.svelte';

const unreadable = { path: 'x.png', reason: 'it is damaged' };
const lost = { path: 'y.png', reason: 'it is not there' };

function setWith(set: Pick<BrowseReport, 'skipped'> | null) {
  const asked: string[] = [];
  const library = {
    set: set as BrowseReport | null,
    browse: ({ source }: { source: string }) => {
      asked.push(source);
      return Promise.reject(new EngineError('not-found', 'The folder is gone.'));
    },
  };
  return { asked, opened: new OpenedSet(library, () => ({ ...defaultSettings, ...settingsStoring(['a']) })) };
}

it('has no memories and lists nothing before a set is opened', () => {
  const { opened, asked } = setWith(null);
  opened.browse();
  expect([opened.memories, opened.skipped, asked]).toEqual([null, [], []]);
  opened.source = { source: 'photos', name: 'Photos' };
  expect(opened.memories).toMatchObject({ images: { source: 'photos' }, names: ['a'] });
});

it('names each file that cannot be read once', () => {
  const { opened } = setWith({ skipped: [unreadable] });
  opened.missing = [lost, { ...unreadable, reason: 'it cannot be decoded' }];
  expect(opened.skipped).toEqual([unreadable, lost]);
});

it('leaves it to the run to report a set that cannot be listed', async () => {
  const { opened, asked } = setWith(null);
  opened.source = { source: 'photos', name: 'Photos' };
  opened.browse();
  await Promise.resolve();
  expect(asked).toEqual(['photos']);
});
