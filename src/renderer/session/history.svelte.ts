import { changeText } from './change-impact';
import type { Settings } from '../domain/settings/settings';
import { defaultSettings } from '../domain/settings/settings';
import type { UndoList } from './undo-list';
import { changedTo, redone, undoList, undone } from './undo-list';

/** The settings with their undo history. Every method that changes them returns the previous settings. */
export class History {
  #list = $state.raw<UndoList<Settings>>(undoList(defaultSettings));

  get now(): Settings {
    return this.#list.now;
  }

  /** Describes the change that undo would revert; null if there is none. */
  get undoes(): string | null {
    const before = this.#list.before.at(-1);
    return before ? changeText(before, this.now) : null;
  }

  get redoes(): string | null {
    const after = this.#list.after.at(-1);
    return after ? changeText(this.now, after) : null;
  }

  /** Clears the history and starts with the given settings. */
  begin(settings: Settings): void {
    this.#list = undoList(settings);
  }

  change(settings: Settings): Settings {
    return this.#to(changedTo(this.#list, settings));
  }

  undo(): Settings {
    return this.#to(undone(this.#list));
  }

  redo(): Settings {
    return this.#to(redone(this.#list));
  }

  #to(list: UndoList<Settings>): Settings {
    const was = this.now;
    this.#list = list;
    return was;
  }
}
