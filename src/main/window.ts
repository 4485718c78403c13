import { join } from 'node:path';
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import { windowUrl } from './app-scheme';
import type { PersistedState, AppState } from './persisted-state';

const INITIAL_SIZE = { width: 1440, height: 900 };
/** The background of the page (theme/tokens.css), so nothing flashes before the page is drawn. */
const BACKGROUND = { dark: '#0b0d10', light: '#f8f8f6' };

export function openWindow(builtFolder: string, state: PersistedState): BrowserWindow {
  const { window: before } = state.current;
  const window = new BrowserWindow({
    ...(before && isOnScreen(before) ? before.bounds : INITIAL_SIZE),
    minWidth: 900,
    minHeight: 600,
    title: 'Mnemoscope',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    show: false,
    webPreferences: {
      preload: join(builtFolder, '..', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      // a film is drawn even while another window is in front
      backgroundThrottling: false,
    },
  });
  if (before?.isMaximized) window.maximize();
  window.once('ready-to-show', () => {
    window.show();
  });
  window.on('close', () => {
    state.update({
      window: { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() },
    });
  });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerReload(window, reason);
  });
  void window.loadURL(windowUrl);
  return window;
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window stopped working.',
    detail: `Its process ended (${reason}). Files that were being saved are unchanged.`,
    buttons: ['Reload', 'Close'],
  });
  if (response === 0) window.reload();
  else window.destroy();
}

/** Returns false where the display that showed the window has been disconnected since. */
function isOnScreen({ bounds }: NonNullable<AppState['window']>): boolean {
  const { workArea } = screen.getDisplayMatching(bounds);
  return (
    bounds.x < workArea.x + workArea.width &&
    bounds.y < workArea.y + workArea.height &&
    bounds.x + bounds.width > workArea.x &&
    bounds.y + bounds.height > workArea.y
  );
}
