import type { MenuCommand } from '#shared/menu';
import { MENU_COMMANDS } from '#shared/menu';

/** Under what a command stands in lists. */
export const GROUPS = ['Set', 'Run', 'Playback', 'Queries', 'Landscapes', 'Window', 'Help'] as const;
export type Group = (typeof GROUPS)[number];

/** Something that a person can do: an entry of the palette, of the list of keys, of the key handler, and of the menu. */
export interface Command {
  /** Never changes: the application's menu names commands by it (#shared/menu). */
  readonly id: string;
  /** A verb first, as on a button. */
  readonly title: string;
  readonly group: Group;
  /** As chords.ts writes them; the first is shown. */
  readonly keys?: readonly string[];
  /** One of many that the list of keys names once. */
  readonly series?: { readonly title: string; readonly keys: string };
  /** Why it cannot be done now, a sentence; nothing where it can. */
  readonly unavailable?: () => string | undefined;
  readonly run: () => void;
}

/** What a command has from the application's menu. */
export function fromMenu(id: MenuCommand): Pick<Command, 'id' | 'title' | 'keys'> {
  const { title, keys } = MENU_COMMANDS[id];
  return { id, title, ...(keys !== undefined && { keys: [keys] }) };
}
