interface Entry {
  readonly title: string;
  readonly keys?: string;
}

const entries = <Id extends string>(all: Readonly<Record<Id, Entry>>) => all;

/** The window's commands that the application's menu lists too, with their titles and keys. */
export const MENU_COMMANDS = entries({
  'open-folder': { title: 'Open a folder…', keys: 'Ctrl+O' },
  'open-files': { title: 'Open files…' },
  'open-session': { title: 'Open a session…', keys: 'Ctrl+Shift+O' },
  save: { title: 'Save the session', keys: 'Ctrl+S' },
  'save-as': { title: 'Save the session as…', keys: 'Ctrl+Shift+S' },
  film: { title: 'Make a film…', keys: 'Ctrl+E' },
  find: { title: 'Find a command or memory…', keys: 'Ctrl+K' },
  experiments: { title: 'Show experiments, or the descent', keys: 'X' },
  'toggle-memories': { title: 'Show or hide the memories', keys: 'Ctrl+B' },
  'toggle-timeline': { title: 'Show or hide pictures and curves', keys: 'Ctrl+J' },
  'toggle-settings': { title: 'Show or hide the settings', keys: 'Ctrl+Shift+B' },
  guide: { title: 'Read the guide', keys: 'F1' },
  keys: { title: 'List all keys', keys: '?' },
});

/** The id of a command in the menu. The window carries it out. */
export type MenuCommand = keyof typeof MENU_COMMANDS;

/** A choice in the menu: a command, or the id of a recent item. */
export type MenuChoice = MenuCommand | { readonly recent: string };
