import type { MenuCommand } from '#shared/menu';
import { MENU_COMMANDS } from '#shared/menu';

/** The headings under which lists show commands. */
export const GROUPS = ['Set', 'Run', 'Playback', 'Queries', 'Landscapes', 'Window', 'Help'] as const;
export type Group = (typeof GROUPS)[number];

/** An action of the person: an entry of the palette, the key list, the key handler and the menu. */
export interface Command {
  /** The id never changes, because the application's menu refers to commands by it (#shared/menu). */
  readonly id: string;
  /** The title starts with a verb, as on a button. */
  readonly title: string;
  readonly group: Group;
  /** Chords in the notation of chords.ts, of which lists show the first. */
  readonly keys?: readonly string[];
  /** Set for a command of a series that the key list shows as one entry. */
  readonly series?: { readonly title: string; readonly keys: string };
  /** True for a command that a presentation takes too; all others wait until it is over. */
  readonly isForPresentation?: boolean;
  /** Returns why the command cannot run now, as a sentence, or undefined if it can. */
  readonly unavailable?: () => string | undefined;
  readonly run: () => void;
}

/** Returns the parts of a command that the application's menu defines. */
export function fromMenu(id: MenuCommand): Pick<Command, 'id' | 'title' | 'keys'> {
  const { title, keys } = MENU_COMMANDS[id];
  return { id, title, ...(keys !== undefined && { keys: [keys] }) };
}
