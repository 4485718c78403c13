import { basename, dirname, join } from 'node:path';
import type { WebContents } from 'electron';
import { app, dialog } from 'electron';
import { z } from 'zod';
import { EngineError } from '#shared/errors';
import { handleCall } from './ipc';
import { windowOf } from './open-dialogs';
import type { RecentFiles } from './recent-files';
import { pathsId } from './recent-files';
import type { PersistedState } from './persisted-state';
import { AtomicFile } from './atomic-file';

interface Saving {
  readonly file: AtomicFile;
  readonly owner: WebContents;
  readonly finished?: () => void;
}

const Id = z.int().nonnegative();

/** Answers the bridge's calls that save files: the place comes from a dialog, the window knows a number. */
export function registerSaveCalls(remembered: PersistedState, recent: RecentFiles): void {
  const running = new Map<number, Saving>();
  const watched = new WeakSet<WebContents>();
  let nextId = 0;

  const find = (owner: WebContents, id: number): Saving => {
    const saving = running.get(id);
    if (saving?.owner === owner) return saving;
    throw new EngineError('bad-request', 'This file is not being saved any more.', 'Save it again.');
  };

  /** What a window has not finished goes with it. */
  const watch = (owner: WebContents) => {
    if (watched.has(owner)) return;
    watched.add(owner);
    owner.once('destroyed', () => {
      for (const [id, saving] of running) {
        if (saving.owner === owner && running.delete(id)) saving.file.discardNow();
      }
    });
  };

  const ask = async (owner: WebContents, suggested: string): Promise<string | null> => {
    const folder = remembered.state.lastFolder ?? app.getPath('documents');
    const { canceled, filePath } = await dialog.showSaveDialog(windowOf(owner), {
      defaultPath: join(folder, basename(suggested)),
    });
    if (canceled || filePath === '') return null;
    remembered.update({ lastFolder: dirname(filePath) });
    return filePath;
  };
  const begin = async (owner: WebContents, path: string, finished?: () => void) => {
    const id = nextId++;
    const file = await AtomicFile.create(path, id);
    running.set(id, { file, owner, ...(finished && { finished }) });
    watch(owner);
    return { id, name: file.name };
  };

  handleCall('save-begin', z.tuple([z.string().min(1)]), async (owner, suggested) => {
    const path = await ask(owner, suggested);
    return path === null ? null : begin(owner, path);
  });
  handleCall(
    'save-session-begin',
    z.tuple([z.string().nullable(), z.string().min(1)]),
    async (owner, saveLocation, suggested) => {
      const known = saveLocation === null ? undefined : recent.find(saveLocation);
      const path = known?.kind === 'session' ? (known.paths[0] ?? null) : await ask(owner, suggested);
      if (path === null) return null;
      const begun = await begin(owner, path, () => {
        recent.add('session', [path]);
      });
      return { ...begun, saveLocation: pathsId([path]) };
    },
  );
  handleCall('save-write', z.tuple([Id, z.instanceof(Uint8Array), Id]), (owner, id, bytes, position) =>
    find(owner, id).file.write(bytes, position),
  );
  handleCall('save-finish', z.tuple([Id]), async (owner, id) => {
    const { file, finished } = find(owner, id);
    running.delete(id);
    await file.finish();
    finished?.();
  });
  handleCall('save-discard', z.tuple([Id]), (owner, id) => {
    const saving = running.get(id);
    // one that could not be finished is gone already
    if (saving?.owner !== owner) return;
    running.delete(id);
    return saving.file.discard();
  });
}
