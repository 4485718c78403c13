import type { MenuItemConstructorOptions } from 'electron';
import { BrowserWindow, Menu } from 'electron';
import type { MenuCommand } from '#shared/host';

const isMac = process.platform === 'darwin';

/** The application's menu. What concerns the window's content is carried out by the window. */
export function setMenu(): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' } as const] : []),
      {
        label: '&File',
        submenu: [
          item('Open folder…', 'open-folder', 'CmdOrCtrl+O'),
          item('Open files…', 'open-files'),
          item('Open session…', 'open-session', 'CmdOrCtrl+Shift+O'),
          { type: 'separator' },
          item('Save', 'save', 'CmdOrCtrl+S'),
          item('Save as…', 'save-as', 'CmdOrCtrl+Shift+S'),
          { type: 'separator' },
          { role: isMac ? 'close' : 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: '&View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
          { role: 'toggleDevTools' },
        ],
      },
      { role: 'windowMenu' },
      { role: 'help', submenu: [{ role: 'about' }] },
    ]),
  );
}

function item(label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions {
  return {
    label,
    ...(accelerator !== undefined && { accelerator }),
    click: (_item, window) => {
      if (window instanceof BrowserWindow) window.webContents.send('menu', command);
    },
  };
}
