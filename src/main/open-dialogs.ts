import { dirname } from 'node:path';
import type { OpenDialogOptions, WebContents } from 'electron';
import { BrowserWindow, dialog } from 'electron';
import { z } from 'zod';
import { invariant } from '#shared/errors';
import type { Opened, OpenedSource } from '#shared/host';
import { SESSION_EXTENSION } from '#shared/session-file';
import { handleCall } from './ipc';
import type { PersistedState } from './persisted-state';
import type { FileOpener } from './file-opener';

const NoArguments = z.tuple([]);
const MAX_FILES = 100_000;

/** Answers the bridge's calls that open files: each path comes from a dialog, a drop or the start of the app. */
export function registerOpenCalls(
  sessions: FileOpener,
  remembered: PersistedState,
  startupPath: () => string | undefined,
): void {
  const choose = async <T>(
    contents: WebContents,
    options: OpenDialogOptions,
    open: (paths: readonly string[]) => Promise<T>,
  ): Promise<T | null> => {
    const { lastFolder } = remembered.state;
    const { canceled, filePaths } = await dialog.showOpenDialog(windowOf(contents), {
      ...options,
      ...(lastFolder !== undefined && { defaultPath: lastFolder }),
    });
    const [first] = filePaths;
    if (canceled || first === undefined) return null;
    const opened = await open(filePaths);
    remembered.update({ lastFolder: dirname(first) });
    return opened;
  };
  const open = (paths: readonly string[]): Promise<Opened> => sessions.open(paths);

  handleCall('open-folder', NoArguments, (contents) =>
    choose(contents, { properties: ['openDirectory'] }, (paths) => open(paths) as Promise<OpenedSource>),
  );
  handleCall('open-files', NoArguments, (contents) =>
    choose(contents, { properties: ['openFile', 'multiSelections'] }, open),
  );
  handleCall('open-session', NoArguments, (contents) => {
    const filters = [{ name: 'Sessions', extensions: [SESSION_EXTENSION.slice(1)] }];
    return choose(contents, { properties: ['openFile'], filters }, ([path = '']) =>
      sessions.openSession(path),
    );
  });
  handleCall('open-dropped', z.tuple([z.array(z.string()).max(MAX_FILES)]), (_contents, given) => {
    // what was dragged out of another window has no path
    const paths = given.filter((path) => path !== '');
    return paths.length > 0 ? open(paths) : null;
  });
  handleCall('startup-source', NoArguments, () => {
    const path = startupPath();
    return path === undefined ? null : open([path]);
  });
}

/** The window that a call came from, for a dialog to stand over. */
export function windowOf(contents: WebContents): Electron.BrowserWindow {
  const window = BrowserWindow.fromWebContents(contents);
  invariant(window, 'a call comes from a window');
  return window;
}
