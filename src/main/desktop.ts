import { join, resolve } from 'node:path';
import { app, BrowserWindow, session } from 'electron';
import { OpenedFiles } from '#shell/opened-files';
import { loadWindowFiles } from '#shell/window-files';
import { declareAppScheme, serveWindowFiles } from './app-scheme';
import { readArguments } from './arguments';
import { AutosavedSessions } from './autosaved-sessions';
import { registerEngineCalls } from './engine-calls';
import { FileOpener } from './file-opener';
import { setMenu } from './menu';
import { registerOpenCalls } from './open-dialogs';
import { PersistedState } from './persisted-state';
import { RecentFiles } from './recent-files';
import { registerSaveCalls } from './save-dialogs';
import { secureContents, secureSession } from './security';
import { registerSessionCalls } from './session-calls';
import { openWindow } from './window';

/** Starts the desktop app. A second start brings the window of the first to the front. */
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
  const requests = new OpenRequests(startupPath);
  void app.whenReady().then(() => {
    run(builtFolder, requests);
  });
}

/** Receives what the system asks this app to open. */
class OpenRequests {
  /** Called for each request once there is a window, which then asks for the path. */
  onRequest: () => void = () => undefined;

  constructor(public path: string | undefined) {
    // macOS sends this event even before the app is ready
    app.on('open-file', (event, file) => {
      event.preventDefault();
      this.#receive(file);
    });
    // other systems start the app a second time
    app.on('second-instance', (_event, args, folder) => {
      const { source } = readArguments(args.slice(app.isPackaged ? 1 : 2));
      if (source !== undefined) this.#receive(resolve(folder, source));
    });
  }

  #receive(path: string): void {
    this.path = path;
    this.onRequest();
  }
}

function run(builtFolder: string, requests: OpenRequests): void {
  secureSession(session.defaultSession);
  serveWindowFiles(session.defaultSession, loadWindowFiles());
  const opened = new OpenedFiles();
  const state = new PersistedState(join(app.getPath('userData'), 'state.json'));
  const engines = registerEngineCalls(builtFolder, opened);
  const recent = new RecentFiles(state);
  recent.onChange = () => {
    setMenu(recent.files);
  };
  recent.onChange();
  const autosaved = new AutosavedSessions(join(app.getPath('userData'), 'sessions'), state);
  const opener = new FileOpener(async (paths) => {
    const source = await opened.add(paths);
    await engines.whenGrantsKnown();
    return source;
  }, recent);
  registerOpenCalls(opener, state, () => requests.path);
  registerSessionCalls({ opener, opened, recent, autosaved });
  registerSaveCalls(state, recent);

  const showWindow = () => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) {
      openWindow(builtFolder, state);
      return;
    }
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  requests.onRequest = () => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send('open-requested');
  };
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  app.on('will-quit', () => {
    autosaved.markClosed();
  });
  app.on('window-all-closed', () => {
    autosaved.markClosed();
    engines.endAll();
    if (process.platform !== 'darwin') app.quit();
  });
  showWindow();
}
