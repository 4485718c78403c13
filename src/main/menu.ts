import type { MenuItemConstructorOptions } from 'electron';
import { BrowserWindow, Menu } from 'electron';
import type { MenuChoice, MenuCommand } from '#shared/menu';
import { MENU_COMMANDS } from '#shared/menu';
import { pathsId, folderOf } from './recent-files';
import type { RecentFile } from './persisted-state';

const isMac = process.platform === 'darwin';
const separator = { type: 'separator' } as const;

/** Sets the application's menu. The window carries out the items that concern its content. */
export function setMenu(recent: readonly RecentFile[]): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' } as const] : []),
      {
        label: '&File',
        submenu: [
          item('open-folder'),
          item('open-files'),
          item('open-session'),
          { label: 'Open &recent', enabled: recent.length > 0, submenu: recent.map(recentItem) },
          separator,
          item('save'),
          item('save-as'),
          separator,
          item('film'),
          separator,
          { role: isMac ? 'close' : 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: '&View',
        submenu: [
          item('find'),
          item('experiments'),
          separator,
          item('toggle-memories'),
          item('toggle-timeline'),
          item('toggle-settings'),
          separator,
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          separator,
          { role: 'togglefullscreen' },
          { role: 'toggleDevTools' },
        ],
      },
      { role: 'windowMenu' },
      { role: 'help', submenu: [item('guide'), item('keys'), separator, { role: 'about' }] },
    ]),
  );
}

function item(command: MenuCommand): MenuItemConstructorOptions {
  const { title, keys = '' } = MENU_COMMANDS[command];
  return {
    label: title,
    // an accelerator without Ctrl would take the key away from text fields; the window handles such keys itself
    ...(/^(?:Ctrl|F\d)/.test(keys) && { accelerator: keys.replace('Ctrl', 'CmdOrCtrl') }),
    click: sendChoice(command),
  };
}

/** Does not check whether the file still exists, since a disk that does not respond would block the app. */
function recentItem({ name, paths }: RecentFile): MenuItemConstructorOptions {
  return {
    // a single & would underline the next character
    label: `${name} (${folderOf(paths)})`.replaceAll('&', '&&'),
    click: sendChoice({ recent: pathsId(paths) }),
  };
}

function sendChoice(choice: MenuChoice): NonNullable<MenuItemConstructorOptions['click']> {
  return (_item, window) => {
    if (window instanceof BrowserWindow) window.webContents.send('menu', choice);
  };
}
