import { join, resolve } from 'node:path';
import { app, BrowserWindow, session } from 'electron';
import { OpenedFiles } from '#shell/opened-files';
import { loadWindowFiles } from '#shell/window-files';
import { declareAppScheme, serveWindow } from './app-scheme';
import { readArguments } from './arguments';
import { answerEngineCalls } from './engine-calls';
import { KeptSessions } from './autosaved-sessions';
import { setMenu } from './menu';
import { answerOpeningCalls } from './open-dialogs';
import { RecentFiles } from './recent-files';
import { Remembered } from './persisted-state';
import { answerSavingCalls } from './save-dialogs';
import { secureContents, secureSession } from './security';
import { answerSessionCalls } from './session-calls';
import { Sessions } from './file-opener';
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
  const asked = new AskedToOpen(startupPath);
  void app.whenReady().then(() => {
    run(builtFolder, asked);
  });
}

/** What the system asks this app to open. */
class AskedToOpen {
  /** Once there is a window: it asks what it is. */
  tell: () => void = () => undefined;

  constructor(public path: string | undefined) {
    // macOS, as early as it likes
    app.on('open-file', (event, file) => {
      event.preventDefault();
      this.#take(file);
    });
    // elsewhere a file that is opened starts the app a second time
    app.on('second-instance', (_event, args, folder) => {
      const { source } = readArguments(args.slice(app.isPackaged ? 1 : 2));
      if (source !== undefined) this.#take(resolve(folder, source));
    });
  }

  #take(path: string): void {
    this.path = path;
    this.tell();
  }
}

function run(builtFolder: string, asked: AskedToOpen): void {
  secureSession(session.defaultSession);
  serveWindow(session.defaultSession, loadWindowFiles());
  const opened = new OpenedFiles();
  const remembered = new Remembered(join(app.getPath('userData'), 'state.json'));
  const engines = answerEngineCalls(builtFolder, opened);
  const recent = new RecentFiles(remembered);
  recent.changed = () => {
    setMenu(recent.files);
  };
  recent.changed();
  const kept = new KeptSessions(join(app.getPath('userData'), 'sessions'), remembered);
  const sessions = new Sessions(async (paths) => {
    const source = await opened.add(paths);
    await engines.knowGrants();
    return source;
  }, recent);
  answerOpeningCalls(sessions, remembered, () => asked.path);
  answerSessionCalls(sessions, opened, recent, kept);
  answerSavingCalls(remembered, recent);

  const show = () => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) {
      openWindow(builtFolder, remembered);
      return;
    }
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  asked.tell = () => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send('asked-to-open');
  };
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('will-quit', () => {
    kept.ended();
  });
  app.on('window-all-closed', () => {
    kept.ended();
    engines.endAll();
    if (process.platform !== 'darwin') app.quit();
  });
  show();
}
