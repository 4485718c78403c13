/** What the application's menu shares with the window's commands: what they are called there, and their keys. */
export const MENU_COMMANDS = {
  'open-folder': { title: 'Open a folder…', keys: 'Ctrl+O' },
  'open-files': { title: 'Open files…', keys: 'Ctrl+Shift+O' },
  film: { title: 'Make a film…', keys: 'Ctrl+E' },
  find: { title: 'Find a command or memory…', keys: 'Ctrl+K' },
  experiments: { title: 'Show experiments, or the descent', keys: 'X' },
  'toggle-bank': { title: 'Show or hide the memories', keys: 'Ctrl+B' },
  'toggle-strip': { title: 'Show or hide pictures and curves', keys: 'Ctrl+J' },
  'toggle-settings': { title: 'Show or hide the settings', keys: 'Ctrl+Shift+B' },
  guide: { title: 'Read the guide', keys: 'F1' },
  keys: { title: 'List all keys', keys: '?' },
} as const;

/** A command of the menu, which the window carries out. */
export type MenuCommand = keyof typeof MENU_COMMANDS;
