import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ScriptedHost } from '../../../../tests/support/scripted-host';
import { ScriptedPictures } from '../../../../tests/support/scripted-pictures';
import type { AutosaveLabel } from '../../host/host';
import { Session } from '../session.svelte';
import { loadSession } from './load';
import { SessionFiles } from './session-files.svelte';

const SOON_MS = 250;
const PAUSE_MS = 3000;
const photos = { source: 'photos', name: 'Photos' };
const others = { source: 'others', name: 'Others' };

let host: ScriptedHost;
let session: Session;
let files: SessionFiles;
/** What was autosaved, in order. */
let labels: AutosaveLabel[];
beforeEach(async () => {
  vi.useFakeTimers();
  host = new ScriptedHost();
  new ScriptedPictures(host.engine);
  session = new Session(host, 4);
  files = new SessionFiles(host, session, { look: null, restore: () => undefined });
  labels = [];
  const { sessions } = host;
  const autosave = sessions.autosave.bind(sessions);
  sessions.autosave = (bytes, sources, label) => {
    labels.push(label);
    return autosave(bytes, sources, label);
  };
  await files.open(photos);
});
afterEach(() => {
  vi.useRealTimers();
});

const afterMs = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** Returns the settings that a window would find in an autosave. */
async function settingsIn(id: string) {
  return (await loadSession(host.sessions.autosaved(id))).content.settings;
}

it('saves what has changed together a moment later, with where its pictures are', async () => {
  session.change({ beta: 70 });
  session.change({ beta: 80 });
  await afterMs(SOON_MS - 1);
  expect(labels).toEqual([]);
  await afterMs(1);
  expect(labels).toEqual([{ name: 'Photos', hasUnsavedChanges: true }]);
  const { autosaveId, autosaves } = host.sessions;
  expect((await settingsIn(autosaveId)).beta).toBe(80);
  expect(autosaves.get(autosaveId)?.sources).toEqual([photos]);
});

it('leaves three seconds between two saves, and does not save the same twice', async () => {
  await afterMs(SOON_MS);
  session.change({ beta: 80 });
  await afterMs(PAUSE_MS - 1);
  expect(labels).toHaveLength(1);
  await afterMs(1);
  expect(labels).toHaveLength(2);
  const step = session.playback.place;
  session.playback.seek(3);
  await Promise.resolve();
  session.playback.seekWhenRecorded(step);
  await afterMs(2 * PAUSE_MS);
  expect(labels).toHaveLength(2);
});

it('saves what is pending before another set is opened, each to its own session', async () => {
  await afterMs(SOON_MS);
  const first = host.sessions.autosaveId;
  session.change({ beta: 80 });
  await Promise.resolve();
  await files.open(others);
  expect((await settingsIn(first)).beta).toBe(80);
  await afterMs(PAUSE_MS);
  expect(host.sessions.autosaveId).not.toBe(first);
  expect((await settingsIn(first)).memories).toEqual(['a.png', 'b.png']);
  expect((await settingsIn(host.sessions.autosaveId)).memories).toEqual(['c.png', 'd.png']);
});

it('knows whether the file of the session holds everything', async () => {
  await files.file.write(false, 'half-kept.mnemo');
  await afterMs(SOON_MS);
  session.change({ beta: 80 });
  await afterMs(PAUSE_MS);
  expect(labels).toEqual([
    { name: 'half-kept.mnemo', hasUnsavedChanges: false },
    { name: 'half-kept.mnemo', hasUnsavedChanges: true },
  ]);
});

it('says once that it cannot save, and takes it back once it can', async () => {
  host.sessions.failure = new Error('The disk is full.');
  await afterMs(SOON_MS);
  expect(session.problems.all).toMatchObject([{ id: 'not-kept', title: 'The disk is full.' }]);
  session.problems.dismiss('not-kept');
  session.change({ plane: { kind: 'principal' } });
  await afterMs(PAUSE_MS);
  expect([labels.length, session.problems.all]).toEqual([2, []]);
  host.sessions.failure = null;
  session.change({ plane: { kind: 'auto' } });
  await afterMs(PAUSE_MS);
  host.sessions.failure = new Error('The disk is full.');
  session.change({ plane: { kind: 'principal' } });
  await afterMs(PAUSE_MS);
  expect(session.problems.all).toMatchObject([{ id: 'not-kept' }]);
  host.sessions.failure = null;
  session.change({ plane: { kind: 'random', seed: 1 } });
  await afterMs(PAUSE_MS);
  expect(session.problems.all).toEqual([]);
});
