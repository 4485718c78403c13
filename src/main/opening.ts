import { dirname } from 'node:path';
import type { OpenDialogOptions, WebContents } from 'electron';
import { BrowserWindow, dialog } from 'electron';
import { z } from 'zod';
import { invariant } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import { answer } from './ipc';
import type { Remembered } from './remembered';

const NoArguments = z.tuple([]);
const MAX_FILES = 100_000;

/** Answers the bridge's calls that open files: each path comes from a dialog, a drop or the start of the app. */
export function answerOpeningCalls(
  open: (paths: readonly string[]) => Promise<OpenedSource>,
  remembered: Remembered,
  startupPath: string | undefined,
): void {
  const choose = async (
    contents: WebContents,
    properties: NonNullable<OpenDialogOptions['properties']>,
  ): Promise<OpenedSource | null> => {
    const { lastFolder } = remembered.state;
    const { canceled, filePaths } = await dialog.showOpenDialog(windowOf(contents), {
      properties,
      ...(lastFolder !== undefined && { defaultPath: lastFolder }),
    });
    const [first] = filePaths;
    if (canceled || first === undefined) return null;
    const source = await open(filePaths);
    remembered.update({ lastFolder: dirname(first) });
    return source;
  };

  answer('open-folder', NoArguments, (contents) => choose(contents, ['openDirectory']));
  answer('open-files', NoArguments, (contents) => choose(contents, ['openFile', 'multiSelections']));
  answer('open-dropped', z.tuple([z.array(z.string()).max(MAX_FILES)]), (_contents, given) => {
    // what was dragged out of another window has no path
    const paths = given.filter((path) => path !== '');
    return paths.length > 0 ? open(paths) : null;
  });
  answer('startup-source', NoArguments, () => (startupPath === undefined ? null : open([startupPath])));
}

/** The window that a call came from, for a dialog to stand over. */
export function windowOf(contents: WebContents): Electron.BrowserWindow {
  const window = BrowserWindow.fromWebContents(contents);
  invariant(window, 'a call comes from a window');
  return window;
}
