import { describe, expect, it } from 'vitest';
import { encodeNpyHeader, encodeNpyString } from '#shared/files/npy';
import { zipOf } from '../../../tests/support/zip';
import { picturesFromNpz } from './array-files';
import { candidatesFromZip } from './zip';

const { signal } = new AbortController();
const npy = Buffer.concat([encodeNpyHeader('u1', [2, 5, 5]), new Uint8Array(50)]);

describe('the files of a zip archive', () => {
  it('are those that a folder shows, with their folder as class', async () => {
    const archive = await zipOf({
      'birds/a.png': 'a',
      'b.png': 'b',
      '__MACOSX/birds/._a.png': '',
      'birds/Thumbs.db': '',
      'desktop.ini': '',
      '.hidden/c.png': '',
    });
    const { candidates, skipped } = await candidatesFromZip(archive, 'set.zip', signal);
    expect(candidates).toMatchObject([
      { name: 'birds/a.png', className: 'birds' },
      { name: 'b.png', className: null },
    ]);
    expect(skipped).toEqual([]);
  });

  it('that are sets of their own are skipped as such', async () => {
    const archive = await zipOf({ 'inner.zip': await zipOf({ 'a.png': 'a' }), 'numbers.npy': npy });
    const { candidates, skipped } = await candidatesFromZip(archive, 'set.zip', signal);
    expect(candidates).toEqual([]);
    expect(skipped).toEqual([
      { path: 'inner.zip', reason: 'it is an archive; unpack it and open it by itself' },
      { path: 'numbers.npy', reason: 'it is an array file; unpack it and open it by itself' },
    ]);
  });
});

describe('a .npz file', () => {
  it('loads beside an array that cannot be read, which is named', async () => {
    const archive = await zipOf({ 'note.npy': encodeNpyString('made by hand'), 'images.npy': npy });
    const { count, skipped } = await picturesFromNpz(archive, 'set.npz', signal);
    expect(count).toBe(2);
    expect(skipped).toMatchObject([{ path: 'note.npy' }]);
  });

  it('is refused if one of its arrays has changed', async () => {
    const archive = await zipOf({ 'images.npy': npy }, { level: 0 });
    archive[150] = 1;
    await expect(picturesFromNpz(archive, 'set.npz', signal)).rejects.toThrow(
      'set.npz: images.npy cannot be read (it is damaged: it has changed since it was packed).',
    );
  });
});
