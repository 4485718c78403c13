import { dirname } from 'node:path';
import type { OpenDialogOptions, WebContents } from 'electron';
import { BrowserWindow, dialog } from 'electron';
import { z } from 'zod';
import { invariant } from '#shared/errors';
import { SESSION_EXTENSION } from '#shared/session-file';
import type { FileOpener } from './file-opener';
import { handleCall } from './ipc';
import type { PersistedState } from './persisted-state';

const NoArguments = z.tuple([]);
const MAX_FILES = 100_000;

/** Handles the bridge's calls that open files. Every path comes from a dialog, a drop or the start of the app. */
export function registerOpenCalls(
  opener: FileOpener,
  state: PersistedState,
  startupPath: () => string | undefined,
): void {
  const choose = async <T>(
    contents: WebContents,
    options: OpenDialogOptions,
    open: (paths: readonly string[]) => Promise<T>,
  ): Promise<T | null> => {
    const { lastFolder } = state.current;
    const { canceled, filePaths } = await dialog.showOpenDialog(windowOf(contents), {
      ...options,
      ...(lastFolder !== undefined && { defaultPath: lastFolder }),
    });
    const [first] = filePaths;
    if (canceled || first === undefined) return null;
    const opened = await open(filePaths);
    state.update({ lastFolder: dirname(first) });
    return opened;
  };

  handleCall('open-folder', NoArguments, (contents) =>
    choose(contents, { properties: ['openDirectory'] }, (paths) => opener.openImages(paths)),
  );
  handleCall('open-files', NoArguments, (contents) =>
    choose(contents, { properties: ['openFile', 'multiSelections'] }, (paths) => opener.open(paths)),
  );
  handleCall('open-session', NoArguments, (contents) => {
    const filters = [{ name: 'Sessions', extensions: [SESSION_EXTENSION.slice(1)] }];
    return choose(contents, { properties: ['openFile'], filters }, ([path = '']) => opener.openSession(path));
  });
  handleCall('open-dropped', z.tuple([z.array(z.string()).max(MAX_FILES)]), (_contents, given) => {
    // something dragged out of another window has no path
    const paths = given.filter((path) => path !== '');
    return paths.length > 0 ? opener.open(paths) : null;
  });
  handleCall('startup-source', NoArguments, () => {
    const path = startupPath();
    return path === undefined ? null : opener.open([path]);
  });
}

/** Returns the window that a call came from, which a dialog is shown over. */
export function windowOf(contents: WebContents): Electron.BrowserWindow {
  const window = BrowserWindow.fromWebContents(contents);
  invariant(window, 'a call comes from a window');
  return window;
}
