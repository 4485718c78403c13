import { basename, dirname, join } from 'node:path';
import type { WebContents } from 'electron';
import { app, dialog } from 'electron';
import { z } from 'zod';
import { EngineError } from '#shared/errors';
import { AtomicFile } from './atomic-file';
import { handleCall } from './ipc';
import { windowOf } from './open-dialogs';
import type { PersistedState } from './persisted-state';
import type { RecentFiles } from './recent-files';
import { pathsId } from './recent-files';

interface OpenSave {
  readonly file: AtomicFile;
  readonly owner: WebContents;
  readonly onFinish?: () => void;
}

const Id = z.int().nonnegative();

/** Handles the bridge's calls that save files. A dialog supplies the path; the window only knows a number. */
export function registerSaveCalls(state: PersistedState, recent: RecentFiles): void {
  const saves = new Map<number, OpenSave>();
  const watched = new WeakSet<WebContents>();
  let nextId = 0;

  const find = (owner: WebContents, id: number): OpenSave => {
    const save = saves.get(id);
    if (save?.owner === owner) return save;
    throw new EngineError('bad-request', 'This file is no longer being saved.', 'Save it again.');
  };

  /** Discards the unfinished files of a window when the window goes. */
  const discardWith = (owner: WebContents) => {
    if (watched.has(owner)) return;
    watched.add(owner);
    owner.once('destroyed', () => {
      for (const [id, save] of saves) {
        if (save.owner === owner && saves.delete(id)) save.file.discardNow();
      }
    });
  };

  const choosePath = async (owner: WebContents, suggestedName: string): Promise<string | null> => {
    const folder = state.current.lastFolder ?? app.getPath('documents');
    const { canceled, filePath } = await dialog.showSaveDialog(windowOf(owner), {
      defaultPath: join(folder, basename(suggestedName)),
    });
    if (canceled || filePath === '') return null;
    state.update({ lastFolder: dirname(filePath) });
    return filePath;
  };
  const begin = async (owner: WebContents, path: string, onFinish?: () => void) => {
    const id = nextId++;
    const file = await AtomicFile.create(path, id);
    saves.set(id, { file, owner, ...(onFinish && { onFinish }) });
    discardWith(owner);
    return { id, name: file.name };
  };

  handleCall('save-begin', z.tuple([z.string().min(1)]), async (owner, suggestedName) => {
    const path = await choosePath(owner, suggestedName);
    return path === null ? null : begin(owner, path);
  });
  handleCall(
    'save-session-begin',
    z.tuple([z.string().nullable(), z.string().min(1)]),
    async (owner, saveLocation, suggestedName) => {
      const known = saveLocation === null ? undefined : recent.find(saveLocation);
      const path =
        known?.kind === 'session' ? (known.paths[0] ?? null) : await choosePath(owner, suggestedName);
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
    const { file, onFinish } = find(owner, id);
    saves.delete(id);
    await file.finish();
    onFinish?.();
  });
  handleCall('save-discard', z.tuple([Id]), (owner, id) => {
    const save = saves.get(id);
    // a file that could not be finished has been discarded already
    if (save?.owner !== owner) return;
    saves.delete(id);
    return save.file.discard();
  });
}
