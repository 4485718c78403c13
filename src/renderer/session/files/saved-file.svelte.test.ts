import { beforeEach, describe, expect, it } from 'vitest';
import { Deferred } from '../../../../tests/support/scripted-engine';
import { ScriptedHost } from '../../../../tests/support/scripted-host';
import { ScriptedPictures } from '../../../../tests/support/scripted-pictures';
import { Session } from '../session.svelte';
import { loadSession } from './load';
import { SavedFile } from './saved-file.svelte';

const isWanted = () => Promise.resolve(true);

let host: ScriptedHost;
let session: Session;
let pictures: ScriptedPictures;
let file: SavedFile;
let numSaved: number;
beforeEach(async () => {
  host = new ScriptedHost();
  pictures = new ScriptedPictures(host.engine);
  session = new Session(host, 4);
  numSaved = 0;
  file = new SavedFile(host.sessions, session, { look: null, restore: () => undefined }, () => numSaved++);
  await session.open({ source: 'photos', name: 'Photos.zip' }, isWanted);
});

const recordingIn = async (location: string) =>
  (await loadSession(host.sessions.file(location))).content.recording;
const sizeOf = (location: string) => host.sessions.file(location).size;

describe('the first save', () => {
  it('asks what to save, and names the size of the recording', async () => {
    await file.save();
    const { choice } = file;
    expect(choice).toMatchObject({ wasChanged: false, isWanted: false });
    await file.write(true, 'with.mnemo');
    await file.write(false, 'without.mnemo');
    const bytes = sizeOf('with.mnemo') - sizeOf('without.mnemo');
    // entries of the archive and the description of the arrays come on top
    expect(choice?.recordingBytes).toBeLessThan(bytes);
    expect(choice?.recordingBytes).toBeGreaterThan(0.5 * bytes);
  });

  it('proposes the name of the set, closes the dialog and says where it went', async () => {
    file.saveAs();
    await file.write(false);
    expect(host.sessions.saved).toEqual([{ location: 'saved.mnemo', suggestedName: 'Photos.mnemo' }]);
    expect([file.choice, file.name, file.isChanged, numSaved]).toEqual([null, 'saved.mnemo', false, 1]);
    expect(file.head).toEqual({ name: 'saved.mnemo', isChanged: false, place: 'saved.mnemo' });
  });

  it('that is cancelled leaves the session unsaved', async () => {
    host.sessions.location = null;
    await file.write(true);
    expect([file.name, file.head, numSaved]).toEqual([null, null, 0]);
  });

  it('recommends the recording of a run whose settings changed on its way', async () => {
    pictures.heldAt = 5;
    void session.run();
    await expect.poll(() => session.displayed.run?.lastEvaluatedStep).toBe(5);
    pictures.heldAt = null;
    session.change({ beta: 90 });
    await expect.poll(() => session.phase).toBe('done');
    await file.save();
    expect(file.choice).toMatchObject({ wasChanged: true, isWanted: true });
  });

  it('has no recording to offer before anything is recorded', async () => {
    const other = new Session(host, 4);
    const unsaved = new SavedFile(
      host.sessions,
      other,
      { look: null, restore: () => undefined },
      () => undefined,
    );
    await unsaved.save();
    expect(unsaved.choice).toBeNull(); // nothing is open
    pictures.heldAt = -1;
    void other.open({ source: 'photos', name: 'Photos' }, isWanted);
    await expect.poll(() => other.opened?.name).toBe('Photos');
    await unsaved.save();
    expect(unsaved.choice).toMatchObject({ recordingBytes: null, whyNot: 'Nothing is recorded yet.' });
  });
});

describe('a later save', () => {
  it('goes to the same file with what was chosen before, and does not ask', async () => {
    await file.write(true);
    session.change({ plane: { kind: 'principal' } });
    expect(file.isChanged).toBe(true);
    await file.save();
    expect([file.choice, file.isChanged, host.sessions.saved.length]).toEqual([null, false, 2]);
    expect((await recordingIn('saved.mnemo'))?.reached).toBe(session.settings.steps);
  });

  it('is not needed where a change is undone', async () => {
    await file.write(false);
    session.change({ plane: { kind: 'principal' } });
    session.undo();
    expect(file.isChanged).toBe(false);
  });

  it('without the recording leaves it out from then on', async () => {
    await file.write(true);
    await file.write(false, 'saved.mnemo');
    await file.save();
    expect(await recordingIn('saved.mnemo')).toBeNull();
  });
});

it('reports a file that cannot be written, and keeps the session unsaved', async () => {
  host.sessions.failure = new Error('The disk is full.');
  await file.write(true);
  expect(session.problems.all.map(({ title }) => title)).toEqual(['The disk is full.']);
  expect([file.name, file.writing, host.sessions.files.size]).toEqual([null, null, 0]);
});

it('holds what is set once its place is chosen, and knows a later change', async () => {
  const { sessions } = host;
  const save = sessions.save.bind(sessions);
  const chosen = new Deferred<undefined>();
  sessions.save = async (location, name) => {
    await chosen.promise;
    return save(location, name);
  };
  const before = session.settings;
  const written = file.write(false);
  session.change({ plane: { kind: 'principal' } });
  chosen.resolve(undefined);
  await written;
  expect(file.isChanged).toBe(false);
  session.undo();
  expect([session.settings, file.isChanged]).toEqual([before, true]);
  const { content } = await loadSession(sessions.file('saved.mnemo'));
  expect(content.settings.plane).toEqual({ kind: 'principal' });
});

it('keeps the hashes of pictures also where a query of another set was just removed', async () => {
  const { queries } = session.settings;
  const borrowed = {
    source: { kind: 'picture', name: 'c.png', source: 'others' },
    corruption: null,
  } as const;
  session.change({ queries: [...queries, borrowed] });
  await expect.poll(() => session.displayed.run?.last.prepared.numQueries).toBe(3);
  await expect.poll(() => session.phase).toBe('done');
  await file.write(false);
  const picturesIn = async () => (await loadSession(host.sessions.file('saved.mnemo'))).content.pictures;
  const names = async () => (await picturesIn()).map(({ set, name }) => `${String(set)} ${name}`);
  expect(await names()).toEqual(['0 a.png', '0 b.png', '1 c.png']);
  // the run that is shown still has the query when the session without it is saved
  pictures.heldAt = -1;
  session.change({ queries });
  await file.write(false);
  expect(await names()).toEqual(['0 a.png', '0 b.png']);
});

it('does not take a file for that of a set which was opened while it was written', async () => {
  const written = file.write(false);
  await session.open({ source: 'others', name: 'Others' }, isWanted);
  await written;
  expect([file.name, numSaved]).toEqual([null, 0]);
});
