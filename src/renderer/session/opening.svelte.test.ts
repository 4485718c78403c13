import { beforeEach, describe, expect, it } from 'vitest';
import type { UploadOptions } from '../host/host';
import { Deferred } from '../../../tests/support/scripted-engine';
import { ScriptedHost } from '../../../tests/support/scripted-host';
import { ScriptedPictures } from '../../../tests/support/scripted-pictures';
import { SessionFiles } from './files/session-files.svelte';
import { Opening } from './opening.svelte';
import { Session } from './session.svelte';

const photos = { source: 'photos', name: 'Photos' };
const sample = { source: 'sample:emoji', title: 'Emoji', count: 2, notice: '' };

let host: ScriptedHost;
let pictures: ScriptedPictures;
let session: Session;
let opening: Opening;
let numRead: number;
beforeEach(() => {
  host = new ScriptedHost();
  pictures = new ScriptedPictures(host.engine);
  pictures.folders[sample.source] = { 'e.png': [1, 0], 'f.png': [0, 1] };
  session = new Session(host, 4);
  numRead = 0;
  const files = new SessionFiles(host, session, { look: null, restore: () => undefined });
  opening = new Opening(host, session, files, () => numRead++);
});

/** Makes the dialog of folders upload until the test ends it. */
function holdUpload() {
  const uploads: { options: UploadOptions; end: Deferred<typeof photos> }[] = [];
  host.openFolder = (options?: UploadOptions) => {
    const end = new Deferred<typeof photos>();
    if (options) uploads.push({ options, end });
    return end.promise;
  };
  return uploads;
}

describe('what a person picks', () => {
  it('is opened: a folder, files, a sample, and what is dropped', async () => {
    host.picked = photos;
    const ways = [
      () => {
        opening.pick('folder');
      },
      () => {
        opening.pick('files');
      },
      () => {
        opening.drop({} as DataTransfer);
      },
    ];
    for (const [i, way] of ways.entries()) {
      way();
      await expect.poll(() => [session.opened, numRead, opening.isUnderWay]).toEqual([photos, i + 1, false]);
    }
    opening.pick(sample);
    expect([opening.name, opening.isUnderWay]).toEqual(['Emoji', true]);
    await expect.poll(() => session.opened).toEqual({ source: sample.source, name: 'Emoji' });
  });

  it('and cancels leaves everything as it is', async () => {
    opening.pick('folder');
    await expect.poll(() => opening.isUnderWay).toBe(false);
    expect([session.opened, numRead, session.problems.all]).toEqual([null, 0, []]);
  });

  it('that cannot be read is reported', async () => {
    host.openFolder = () => Promise.reject(new Error('The folder is empty.'));
    opening.pick('folder');
    await expect.poll(() => session.problems.all).toMatchObject([{ title: 'The folder is empty.' }]);
  });
});

describe('an upload', () => {
  it('shows how far it is, until it is read', async () => {
    const [upload] = [holdUpload()];
    opening.pick('folder');
    upload[0]?.options.onUpload(3, 8);
    expect(opening.upload).toEqual({ stage: 'Uploading the files', done: 3, total: 8, unit: 'files' });
    expect(opening.isUnderWay).toBe(true);
    upload[0]?.end.resolve(photos);
    await expect.poll(() => session.opened).toEqual(photos);
    expect(opening.upload).toBeNull();
  });

  it('that is cancelled is neither shown nor opened any more', async () => {
    const uploads = holdUpload();
    opening.pick('folder');
    uploads[0]?.options.onUpload(3, 8);
    opening.cancel();
    expect(uploads[0]?.options.signal.aborted).toBe(true);
    uploads[0]?.options.onUpload(4, 8);
    expect(opening.upload).toBeNull();
    uploads[0]?.end.resolve(photos);
    opening.pick(sample);
    await expect.poll(() => session.opened?.name).toBe('Emoji');
    expect(numRead).toBe(1);
  });

  it('is given up where another begins', () => {
    const uploads = holdUpload();
    opening.pick('folder');
    opening.pick('folder');
    expect(uploads.map(({ options }) => options.signal.aborted)).toEqual([true, false]);
  });
});

describe('files to pick a query from', () => {
  it('are handed back and not opened as the set', async () => {
    host.picked = photos;
    expect(await opening.files()).toEqual(photos);
    expect([session.opened, opening.isUnderWay]).toEqual([null, false]);
  });

  it('must be pictures, not a session', async () => {
    host.picked = host.sessions.file('half-kept.mnemo', new Uint8Array(1));
    await expect(opening.files()).rejects.toThrow('half-kept.mnemo is a session, not a picture.');
  });
});
