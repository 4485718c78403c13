import { z } from 'zod';
import { EngineError } from '#shared/errors';
import type { RecentItem } from '#shared/host';
import { OpenedSource } from '#shared/host';
import { SESSION_EXTENSION } from '#shared/session-file';
import { MIB } from '#shared/units';
import { encodeBase64, decodeBase64 } from '#shared/base64';
import { AutosaveLock } from './autosave-lock';
import { saveInBrowser } from './browser-save';
import type { SessionFile, SessionHost } from './host';
import { showFilePicker } from './picked-files';

/** An autosaved session in the storage that all pages of this address share. Earlier versions wrote these keys. */
const StoredSession = z.object({
  at: z.number(),
  name: z.string(),
  /** True if the session holds something that no saved file holds. */
  isWorth: z.boolean(),
  /** The server's ids of the open sources, valid while that server runs. */
  sources: z.array(OpenedSource),
  bytes: z.base64(),
});
type StoredSession = z.infer<typeof StoredSession>;

const SESSION_PREFIX = 'kept/';
/** An entry with this prefix exists if the page of a session was closed normally. */
const CLOSED_PREFIX = 'ended/';
const MAX_SESSIONS = 10;
/** A browser gives about 5 MB to all sessions together. */
const MAX_STORED_LENGTH = MIB;

/** Session files in a browser: picked and downloaded, or written to disk where the browser allows it. */
export function browserSessions(startupSource: () => Promise<OpenedSource | null>): SessionHost {
  const lock = new AutosaveLock();
  const markClosed = () => {
    if (localStorage.getItem(SESSION_PREFIX + lock.id) !== null)
      localStorage.setItem(CLOSED_PREFIX + lock.id, '');
  };
  window.addEventListener('pagehide', markClosed);

  const openStored = (id: string): SessionFile | null => {
    const stored = readStored(id);
    if (!stored) return null;
    const file = sessionFromFile(new File([decodeBase64(stored.bytes)], stored.name), startupSource);
    // the server may still have what was open
    return { ...file, autosaveId: id, resolveImages: () => Promise.resolve(stored.sources) };
  };

  return {
    async open() {
      const [file] = (await showFilePicker({ accept: SESSION_EXTENSION })) ?? [];
      return file ? sessionFromFile(file, startupSource) : null;
    },
    async imageReferences(sources) {
      const startup = await startupSource();
      return sources.map(({ source, name }) => {
        if (source.startsWith('sample:')) return { kind: 'sample', source, name };
        return { kind: source === startup?.source ? 'start' : 'upload', name };
      });
    },
    async save(location, suggestedName) {
      const handle = typeof location === 'string' ? null : location;
      const target = await saveInBrowser(suggestedName, handle ?? undefined);
      return target && Object.assign(target, { saveLocation: target.handle ?? null });
    },
    async autosave(bytes, sources, { name, hasUnsavedChanges }) {
      await lock.acquired;
      const text = JSON.stringify({
        at: Date.now(),
        name,
        isWorth: hasUnsavedChanges,
        sources: [...sources],
        bytes: encodeBase64(bytes),
      } satisfies StoredSession);
      if (text.length > MAX_STORED_LENGTH) throw tooLarge();
      const { id } = lock;
      localStorage.removeItem(CLOSED_PREFIX + id);
      if (tryStore(id, text)) return;
      // makes room by removing the oldest sessions that no other tab has open
      for (const oldId of await lock.unlockedIds(storedIds(id))) {
        removeStored(oldId);
        if (tryStore(id, text)) return;
      }
      throw tooLarge();
    },
    async switchAutosave(autosaveId) {
      await lock.acquired;
      if (autosaveId === lock.id) return;
      markClosed();
      if (autosaveId === null) await lock.acquireNew();
      else await lock.acquire(autosaveId);
    },
    async restoreAutosave() {
      await lock.acquired;
      return openStored(lock.id);
    },
    async recoverAutosave() {
      const newestFirst = await lock.unlockedIds(storedIds(lock.id).reverse());
      const id = newestFirst.find((unlocked) => localStorage.getItem(CLOSED_PREFIX + unlocked) === null);
      if (id === undefined) return null;
      await lock.acquire(id);
      return openStored(id);
    },
    async recentItems() {
      const newestFirst = await lock.unlockedIds(storedIds(lock.id).reverse());
      for (const id of newestFirst.slice(MAX_SESSIONS)) removeStored(id);
      return newestFirst.slice(0, MAX_SESSIONS).flatMap((id): RecentItem[] => {
        const stored = readStored(id);
        if (!stored) return [];
        const { name, at: openedAt } = stored;
        const kind = stored.isWorth ? 'autosaved' : 'session';
        return [{ id, kind, name, folder: '', openedAt, isMissing: false }];
      });
    },
    openRecent(id) {
      const file = openStored(id);
      if (!file) throw new EngineError('not-found', 'This session is no longer stored in the browser.');
      return Promise.resolve(file);
    },
    removeRecent(id) {
      removeStored(id);
      return Promise.resolve();
    },
  };
}

/** Treats a file of this machine as a session. */
export function sessionFromFile(file: File, startupSource: () => Promise<OpenedSource | null>): SessionFile {
  return {
    name: file.name,
    size: file.size,
    saveLocation: null,
    autosaveId: null,
    read: async (position, length) =>
      new Uint8Array(await file.slice(position, position + length).arrayBuffer()),
    async resolveImages(references) {
      const startup = await startupSource();
      return references.map((reference) => {
        if (reference.kind === 'sample') return { source: reference.source, name: reference.name };
        return reference.kind === 'start' && reference.name === startup?.name ? startup : null;
      });
    },
  };
}

function readStored(id: string): StoredSession | null {
  const text = localStorage.getItem(SESSION_PREFIX + id);
  if (text === null) return null;
  const stored = StoredSession.safeParse(JSON.parse(text));
  return stored.success ? stored.data : null;
}

/** Returns the ids of all stored sessions but one, the oldest first. */
function storedIds(except: string): string[] {
  const ids = Object.keys(localStorage)
    .filter((key) => key.startsWith(SESSION_PREFIX))
    .map((key) => key.slice(SESSION_PREFIX.length))
    .filter((id) => id !== except);
  const times = new Map(ids.map((id) => [id, readStored(id)?.at ?? 0]));
  return ids.sort((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0));
}

/** Returns false if the storage is full. */
function tryStore(id: string, text: string): boolean {
  try {
    localStorage.setItem(SESSION_PREFIX + id, text);
    return true;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') return false;
    throw thrown;
  }
}

function removeStored(id: string): void {
  localStorage.removeItem(SESSION_PREFIX + id);
  localStorage.removeItem(CLOSED_PREFIX + id);
}

function tooLarge(): EngineError {
  return new EngineError(
    'too-large',
    'This session is too large for the browser to save automatically.',
    'Save it to a file.',
  );
}
