import { join, resolve } from 'node:path';
import { app, BrowserWindow, session } from 'electron';
import { OpenedFiles } from '#shell/opened-files';
import { loadWindowFiles } from '#shell/window-files';
import { declareAppScheme, serveWindowFiles } from './app-scheme';
import { readArguments } from './arguments';
import { registerEngineCalls } from './engine-calls';
import { AutosavedSessions } from './autosaved-sessions';
import { setMenu } from './menu';
import { registerOpenCalls } from './open-dialogs';
import { RecentFiles } from './recent-files';
import { PersistedState } from './persisted-state';
import { registerSaveCalls } from './save-dialogs';
import { secureContents, secureSession } from './security';
import { registerSessionCalls } from './session-calls';
import { FileOpener } from './file-opener';
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
  serveWindowFiles(session.defaultSession, loadWindowFiles());
  const opened = new OpenedFiles();
  const remembered = new PersistedState(join(app.getPath('userData'), 'state.json'));
  const engines = registerEngineCalls(builtFolder, opened);
  const recent = new RecentFiles(remembered);
  recent.onChange = () => {
    setMenu(recent.files);
  };
  recent.onChange();
  const kept = new AutosavedSessions(join(app.getPath('userData'), 'sessions'), remembered);
  const sessions = new FileOpener(async (paths) => {
    const source = await opened.add(paths);
    await engines.whenGrantsKnown();
    return source;
  }, recent);
  registerOpenCalls(sessions, remembered, () => asked.path);
  registerSessionCalls(sessions, opened, recent, kept);
  registerSaveCalls(remembered, recent);

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
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send('open-requested');
  };
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('will-quit', () => {
    kept.markClosed();
  });
  app.on('window-all-closed', () => {
    kept.markClosed();
    engines.endAll();
    if (process.platform !== 'darwin') app.quit();
  });
  show();
}
