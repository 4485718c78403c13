import { join } from 'node:path';
import { app, BrowserWindow, session } from 'electron';
import { OpenedFiles } from '#shell/grants';
import { loadWindowFiles } from '#shell/window-files';
import { declareAppScheme, serveWindow } from './app-scheme';
import { answerEngineCalls } from './engines';
import { setMenu } from './menu';
import { answerOpeningCalls } from './opening';
import { Remembered } from './remembered';
import { answerSavingCalls } from './saving';
import { secureContents, secureSession } from './security';
import { openWindow } from './window';

/** The desktop app. A second start brings the window of the first to the front. */
export function startDesktop(builtFolder: string, startupPath: string | undefined): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.enableSandbox();
  declareAppScheme();
  app.on('web-contents-created', (_event, contents) => {
    secureContents(contents);
  });
  void app.whenReady().then(() => {
    run(builtFolder, startupPath);
  });
}

function run(builtFolder: string, startupPath: string | undefined): void {
  secureSession(session.defaultSession);
  serveWindow(session.defaultSession, loadWindowFiles());
  setMenu();

  const opened = new OpenedFiles();
  const remembered = new Remembered(join(app.getPath('userData'), 'state.json'));
  const engines = answerEngineCalls(builtFolder, opened);
  const open = async (paths: readonly string[]) => {
    const source = await opened.add(paths);
    await engines.knowGrants();
    return source;
  };
  answerOpeningCalls(open, remembered, startupPath);
  answerSavingCalls(remembered);

  const show = () => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) {
      openWindow(builtFolder, remembered);
      return;
    }
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    engines.endAll();
    if (process.platform !== 'darwin') app.quit();
  });
  show();
}
