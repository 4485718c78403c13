import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ScriptedHost } from '../../../../tests/support/scripted-host';
import { ScriptedPictures } from '../../../../tests/support/scripted-pictures';
import { zipOf } from '../../../../tests/support/zip';
import { Session } from '../session.svelte';
import { OtherWindowError } from '../../host/browser';
import type { SessionFile } from '../../host/host';
import { packed } from './format';
import { loadSession } from './load';
import { SessionFiles } from './session-files.svelte';

const STEPS = 6;
const photos = { source: 'photos', name: 'Photos' };
const others = { source: 'others', name: 'Others' };

let host: ScriptedHost;
let pictures: ScriptedPictures;
beforeEach(() => {
  host = new ScriptedHost();
  pictures = new ScriptedPictures(host.engine);
});

/** A window with a session, as it is after a start. */
function openWindow() {
  const session = new Session(host, 4);
  const view = {
    look: { orbit: 3 } as unknown,
    restore(look: unknown) {
      this.look = look;
    },
  };
  const files = new SessionFiles(host, session, view);
  const problems = () => session.problems.all.map(({ title }) => title);
  return { session, files, view, problems };
}

/** Opens the photos, changes some settings, and saves the session to `saved.mnemo`. */
async function saveSession(withRecording: boolean): Promise<void> {
  const { session, files } = openWindow();
  await files.open(photos);
  session.change({ beta: 90, steps: STEPS });
  await expect.poll(() => session.report && session.phase).toBe('done');
  await expect.poll(() => session.moment?.landscapes?.size).toBe(4);
  session.query = 1;
  session.playback.seek(4);
  await files.file.write(withRecording, 'saved.mnemo');
  expect(session.problems.all).toEqual([]);
}

describe('a saved session', () => {
  it('with its recording is shown as it was, and nothing is computed', async () => {
    await saveSession(true);
    const computed = pictures.descents.length;
    const { session, files, view, problems } = openWindow();
    view.look = {};
    await files.open(host.sessions.file('saved.mnemo'));
    expect([session.opened, session.phase, session.query, session.playback.step]).toEqual([
      photos,
      'done',
      1,
      4,
    ]);
    expect(session.settings).toMatchObject({ beta: 90, steps: STEPS, memories: ['a.png', 'b.png'] });
    expect(view.look).toEqual({ orbit: 3 });
    expect(session.moment?.recording?.energies('mrdam')).toEqual(
      Float32Array.from({ length: 2 * (STEPS + 1) }, (_, i) => -Math.floor(i / 2)),
    );
    expect([files.file.name, files.file.isChanged, pictures.descents.length]).toEqual([
      'saved.mnemo',
      false,
      computed,
    ]);
    expect(problems()).toEqual([]);
  });

  it('without its recording is computed again and shown at its step', async () => {
    await saveSession(false);
    const { session, files } = openWindow();
    await files.open(host.sessions.file('saved.mnemo'));
    expect(pictures.descents.at(-1)?.model.beta).toBe(90);
    expect([session.phase, session.query, session.playback.step]).toEqual(['done', 1, 4]);
  });

  it('says which of its pictures have changed since', async () => {
    await saveSession(true);
    pictures.folders.photos = { 'a.png': [1, 0], 'b.png': [0.5, 1] };
    const { files, problems } = openWindow();
    await files.open(host.sessions.file('saved.mnemo'));
    expect(problems()).toEqual(['1 picture of this session changed or is missing: b.png.']);
  });

  it('whose pictures are partly gone opens the rest', async () => {
    await saveSession(false);
    pictures.folders.photos = { 'b.png': [0, 1] };
    const { session, files } = openWindow();
    await files.open(host.sessions.file('saved.mnemo'));
    expect(session.settings.memories).toEqual(['b.png']);
    expect(session.settings.queries).toHaveLength(1);
    expect(session.problems.all[0]).toMatchObject({
      title: '1 picture of this session is gone.',
      text: '“Photos” is there, but pictures are missing from it. The rest is open.',
    });
  });

  it('of a newer version says that saving would lose something', async () => {
    await saveSession(false);
    const { content } = await loadSession(host.sessions.file('saved.mnemo'));
    const newer = { ...content, settings: packed(content.settings, []), version: 2 };
    const bytes = await zipOf({ 'session.json': JSON.stringify(newer) }, { level: 0 });
    const { files, problems } = openWindow();
    await files.open(host.sessions.file('newer.mnemo', bytes));
    expect(problems()).toEqual(['This session was written by a newer version of Mnemoscope (format 2).']);
  });
});

describe('a session whose set is gone', () => {
  it('shows its recording, and is whole once its folder is found', async () => {
    await saveSession(true);
    host.sessions.moved.add('photos');
    const { session, files } = openWindow();
    await files.open(host.sessions.file('saved.mnemo'));
    expect([session.opened, session.phase, session.moment?.step]).toEqual([null, 'done', 4]);
    const [problem] = session.problems.all;
    expect(problem).toMatchObject({
      title: '2 pictures of this session are gone.',
      text: '“Photos” was moved, renamed or removed. Curves and settings are open.',
    });
    pictures.folders.elsewhere = pictures.folders.photos ?? {};
    host.picked = { source: 'elsewhere', name: 'Elsewhere' };
    problem?.action?.run();
    await expect.poll(() => session.opened).toEqual(host.picked);
    expect([session.phase, session.settings.beta]).toEqual(['done', 90]);
    await expect.poll(() => session.problems.all).toEqual([]);
  });

  it('cannot be saved, which would overwrite it with less', async () => {
    await saveSession(true);
    host.sessions.moved.add('photos');
    const { session, files, problems } = openWindow();
    await files.open(host.sessions.file('saved.mnemo'));
    session.problems.clearAll();
    await files.file.save();
    expect(problems()).toEqual(['The session was not saved: its pictures are missing.']);
    expect(host.sessions.saved).toHaveLength(1);
  });

  it('and that has no recording leaves open what was open', async () => {
    await saveSession(false);
    host.sessions.moved.add('photos');
    const { session, files } = openWindow();
    await files.open(others);
    await files.open(host.sessions.file('saved.mnemo'));
    expect([session.opened, session.settings.memories]).toEqual([others, ['c.png', 'd.png']]);
    expect(session.problems.all[0]?.text).toContain('Find the folder to compute the session again.');
  });
});

describe('opening', () => {
  it('that is cancelled leaves open what was open', async () => {
    const { session, files, problems } = openWindow();
    await files.open(photos);
    const opened = files.open(others);
    expect(files.pending).toEqual({ name: 'Others' });
    files.cancel();
    await opened;
    expect([files.pending, session.opened, problems()]).toEqual([null, photos, []]);
  });

  it('of the last thing asked for wins', async () => {
    const { session, files } = openWindow();
    await Promise.all([files.open(photos), files.open(others)]);
    expect(session.opened).toEqual(others);
  });

  it('that fails after something else was asked for is not reported', async () => {
    const { session, files, problems } = openWindow();
    const damaged = files.open(host.sessions.file('notes.mnemo', Buffer.from('Dear diary')));
    await Promise.all([damaged, files.open(photos)]);
    expect([session.opened, problems()]).toEqual([photos, []]);
  });

  it('of a damaged file is reported where sessions are, and leaves open what was open', async () => {
    const { session, files, problems } = openWindow();
    await files.open(photos);
    host.sessions.picked = host.sessions.file('notes.mnemo', Buffer.from('Dear diary'));
    await files.openSession();
    expect(problems()).toEqual([expect.stringContaining('notes.mnemo')]);
    expect(session.opened).toEqual(photos);
  });

  it('of a recent item lists the recent items again, also where it fails', async () => {
    await saveSession(true);
    const { session, files, problems } = openWindow();
    const item = { id: 'saved.mnemo', kind: 'session', name: '', folder: '', openedAt: 0 } as const;
    host.sessions.recents = [{ ...item, isMissing: false }];
    await files.openRecent('saved.mnemo');
    expect([session.opened, files.recent.length]).toEqual([photos, 1]);
    host.sessions.files.clear();
    await files.openRecent('saved.mnemo');
    expect(problems()).toEqual(['saved.mnemo was not saved']);
    await files.forgetRecent('saved.mnemo');
    expect(files.recent).toEqual([]);
  });

  it('is asked for by the system while the window is open', async () => {
    const { session } = openWindow();
    host.requestOpen(photos);
    await expect.poll(() => session.opened).toEqual(photos);
  });
});

describe('a start', () => {
  it('with nothing open lists samples with pictures, and recent items', async () => {
    pictures.folders['sample:emoji'] = { 'e.png': [1, 0] };
    host.sessions.recents = [
      { id: '1', kind: 'images', name: 'Photos', folder: '', openedAt: 0, isMissing: false },
    ];
    const { session, files } = openWindow();
    await files.start();
    expect(files.recent.map(({ name }) => name)).toEqual(['Photos']);
    expect(session.library.previews['sample:emoji']?.items.map(({ name }) => name)).toEqual(['e.png']);
    expect([session.opened, session.phase]).toEqual([null, 'idle']);
  });

  it('opens what the app was started with', async () => {
    host.startup = photos;
    const { session, files } = openWindow();
    await files.start();
    expect(session.opened).toEqual(photos);
  });

  it('continues what was open before a reload, rather than what the app was started with', async () => {
    const before = await autosavePhotos();
    host.sessions.before = before;
    host.startup = others;
    const { session, files, problems } = openWindow();
    await files.start();
    expect([session.opened, host.sessions.autosaveId, problems()]).toEqual([photos, before.autosaveId, []]);
  });

  it('after a crash restores the session, says so, and offers a new one', async () => {
    const crashed = await autosavePhotos();
    host.sessions.crashed = crashed;
    const { session, files } = openWindow();
    await files.start();
    expect(session.opened).toEqual(photos);
    const [problem] = session.problems.all;
    expect(problem?.title).toMatch(/^The session of \d\d:\d\d was restored\.$/);
    const reload = vi.fn();
    vi.stubGlobal('location', { reload });
    problem?.action?.run();
    await expect.poll(() => reload.mock.calls.length).toBe(1);
    // the restored session stays as it is, and the page autosaves to another
    expect(host.sessions.autosaveId).toBe(`after ${String(crashed.autosaveId)}`);
  });

  it('is not prevented by an autosave that cannot be read', async () => {
    pictures.folders['sample:emoji'] = {};
    host.sessions.before = host.sessions.file('damaged', Buffer.from('PK'));
    const { session, files, problems } = openWindow();
    await files.start();
    expect([session.opened, problems()]).toEqual([null, []]);
  });

  it('in a second window of a browser offers to take over', async () => {
    host.engine.on('samples', () => Promise.resolve([]));
    host.sessions.restoreAutosave = () => Promise.reject(new OtherWindowError('Another window is open.'));
    const { session, files } = openWindow();
    await files.start();
    expect(session.problems.all).toMatchObject([
      { title: 'Another window is open.', action: { label: 'Take over here' } },
    ]);
  });
});

/** Lets a window open the photos, and returns what it autosaved of them. */
async function autosavePhotos(): Promise<SessionFile> {
  const { sessions } = host;
  await openWindow().files.open(photos);
  await expect.poll(() => sessions.autosaves.has(sessions.autosaveId)).toBe(true);
  return sessions.autosaved(sessions.autosaveId);
}
