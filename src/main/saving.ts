import { basename, dirname, join } from 'node:path';
import type { WebContents } from 'electron';
import { app, dialog } from 'electron';
import { z } from 'zod';
import { EngineError } from '#shared/errors';
import { answer } from './ipc';
import { windowOf } from './opening';
import type { Remembered } from './remembered';
import { SaveFile } from './save-file';

interface Saving {
  readonly file: SaveFile;
  readonly owner: WebContents;
}

const Id = z.int().nonnegative();

/** Answers the bridge's calls that save files: the place comes from a dialog, the window knows a number. */
export function answerSavingCalls(remembered: Remembered): void {
  const running = new Map<number, Saving>();
  const watched = new WeakSet<WebContents>();
  let nextId = 0;

  const find = (owner: WebContents, id: number): SaveFile => {
    const saving = running.get(id);
    if (saving?.owner === owner) return saving.file;
    throw new EngineError('bad-request', 'This file is not being saved any more.', 'Save it again.');
  };

  /** What a window has not finished goes with it. */
  const watch = (owner: WebContents) => {
    if (watched.has(owner)) return;
    watched.add(owner);
    owner.once('destroyed', () => {
      for (const [id, saving] of running) {
        if (saving.owner === owner && running.delete(id)) saving.file.abandon();
      }
    });
  };

  answer('save-begin', z.tuple([z.string().min(1)]), async (owner, suggested) => {
    const folder = remembered.state.lastFolder ?? app.getPath('documents');
    const { canceled, filePath } = await dialog.showSaveDialog(windowOf(owner), {
      defaultPath: join(folder, basename(suggested)),
    });
    if (canceled || filePath === '') return null;
    const id = nextId++;
    const file = await SaveFile.begin(filePath, id);
    running.set(id, { file, owner });
    remembered.update({ lastFolder: dirname(filePath) });
    watch(owner);
    return { id, name: file.name };
  });
  answer('save-write', z.tuple([Id, z.instanceof(Uint8Array), Id]), (owner, id, bytes, position) =>
    find(owner, id).write(bytes, position),
  );
  answer('save-finish', z.tuple([Id]), (owner, id) => {
    const file = find(owner, id);
    running.delete(id);
    return file.finish();
  });
  answer('save-discard', z.tuple([Id]), (owner, id) => {
    const file = find(owner, id);
    running.delete(id);
    return file.discard();
  });
}
