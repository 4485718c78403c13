import { z } from 'zod';
import { EngineError } from '#shared/errors';
import type { RecentItem } from '#shared/host';
import { OpenedSource } from '#shared/host';
import { SESSION_EXTENSION } from '#shared/session-file';
import { MIB } from '#shared/units';
import { base64Of, bytesOf } from '../domain/base64';
import { AutosaveLock } from './autosave-lock';
import { saveInBrowser } from './browser-save';
import type { SessionFile, SessionHost } from './host';
import { showFilePicker } from './picked-files';

/** A session that was kept without being asked for, in the storage that all pages of this address share. */
const Kept = z.object({
  at: z.number(),
  name: z.string(),
  /** It says something that no file of its own does. */
  isWorth: z.boolean(),
  /** What a server has of it, for as long as that runs. */
  sources: z.array(OpenedSource),
  bytes: z.base64(),
});
type Kept = z.infer<typeof Kept>;

const PREFIX = 'kept/';
/** There where the page of a kept session was closed as people do it. */
const ENDED = 'ended/';
const MOST = 10;
/** Of 5 MB that a browser gives to all. */
const MAX_BYTES = MIB;

/** Session files in a browser: picked and downloaded, or written where the browser allows that. */
export function browserSessions(startSource: () => Promise<OpenedSource | null>): SessionHost {
  const lock = new AutosaveLock();
  const ended = () => {
    if (localStorage.getItem(PREFIX + lock.id) !== null) localStorage.setItem(ENDED + lock.id, '');
  };
  window.addEventListener('pagehide', ended);

  const keptFile = (id: string): SessionFile | null => {
    const kept = readKept(id);
    if (!kept) return null;
    const file = sessionFromFile(new File([bytesOf(kept.bytes)], kept.name), startSource);
    // what was open may still be there
    return { ...file, autosaveId: id, resolveImages: () => Promise.resolve(kept.sources) };
  };

  return {
    async open() {
      const [file] = (await showFilePicker({ accept: SESSION_EXTENSION })) ?? [];
      return file ? sessionFromFile(file, startSource) : null;
    },
    async imageReferences(sources) {
      const start = await startSource();
      return sources.map(({ source, name }) => {
        if (source.startsWith('sample:')) return { kind: 'sample', source, name };
        return { kind: source === start?.source ? 'start' : 'upload', name };
      });
    },
    async save(saveLocation, suggestedName) {
      const known = typeof saveLocation === 'string' ? null : saveLocation;
      const target = await saveInBrowser(suggestedName, known ?? undefined);
      return target && Object.assign(target, { saveLocation: target.handle ?? null });
    },
    async autosave(bytes, sources, label) {
      await lock.acquired;
      const text = JSON.stringify({
        at: Date.now(),
        name: label.name,
        isWorth: label.hasUnsavedChanges,
        sources: [...sources],
        bytes: base64Of(bytes),
      } satisfies Kept);
      if (text.length > MAX_BYTES) throw tooLarge();
      const { id } = lock;
      localStorage.removeItem(ENDED + id);
      if (isStored(id, text)) return;
      // the oldest goes, but none that another tab has open
      for (const old of await lock.unlockedIds(oldestFirst(id))) {
        forget(old);
        if (isStored(id, text)) return;
      }
      throw tooLarge();
    },
    async switchAutosave(autosaveId) {
      await lock.acquired;
      if (autosaveId === lock.id) return;
      ended();
      if (autosaveId === null) await lock.acquireNew();
      else await lock.acquire(autosaveId);
    },
    async restoreAutosave() {
      await lock.acquired;
      return keptFile(lock.id);
    },
    async recoverAutosave() {
      const free = await lock.unlockedIds(oldestFirst(lock.id).reverse());
      const id = free.find((one) => localStorage.getItem(ENDED + one) === null);
      if (id === undefined) return null;
      await lock.acquire(id);
      return keptFile(id);
    },
    async recentItems() {
      const free = await lock.unlockedIds(oldestFirst(lock.id).reverse());
      for (const id of free.slice(MOST)) forget(id);
      return free.slice(0, MOST).flatMap((id): RecentItem[] => {
        const kept = readKept(id);
        if (!kept) return [];
        return [
          {
            id,
            kind: kept.isWorth ? 'autosaved' : 'session',
            name: kept.name,
            folder: '',
            openedAt: kept.at,
            isMissing: false,
          },
        ];
      });
    },
    openRecent(id) {
      const file = keptFile(id);
      if (!file) throw new EngineError('not-found', 'This session is not kept any more.');
      return Promise.resolve(file);
    },
    removeRecent(id) {
      forget(id);
      return Promise.resolve();
    },
  };
}

/** A file of this machine as a session. */
export function sessionFromFile(file: File, startSource: () => Promise<OpenedSource | null>): SessionFile {
  return {
    name: file.name,
    size: file.size,
    saveLocation: null,
    autosaveId: null,
    read: async (position, length) =>
      new Uint8Array(await file.slice(position, position + length).arrayBuffer()),
    async resolveImages(references) {
      const start = await startSource();
      return references.map((reference) => {
        if (reference.kind === 'sample') return { source: reference.source, name: reference.name };
        return reference.kind === 'start' && reference.name === start?.name ? start : null;
      });
    },
  };
}

function readKept(id: string): Kept | null {
  const text = localStorage.getItem(PREFIX + id);
  if (text === null) return null;
  const kept = Kept.safeParse(JSON.parse(text));
  return kept.success ? kept.data : null;
}

function oldestFirst(but: string): string[] {
  const ids = Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length))
    .filter((id) => id !== but);
  const at = new Map(ids.map((id) => [id, readKept(id)?.at ?? 0]));
  return ids.sort((a, b) => (at.get(a) ?? 0) - (at.get(b) ?? 0));
}

/** False where the storage is full. */
function isStored(id: string, text: string): boolean {
  try {
    localStorage.setItem(PREFIX + id, text);
    return true;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') return false;
    throw thrown;
  }
}

function forget(id: string): void {
  localStorage.removeItem(PREFIX + id);
  localStorage.removeItem(ENDED + id);
}

function tooLarge(): EngineError {
  return new EngineError(
    'too-large',
    'This session is too large for a browser to keep by itself.',
    'Save it.',
  );
}
