import { changeText } from './change-impact';
import type { Settings } from '../domain/settings/settings';
import { defaultSettings } from '../domain/settings/settings';
import type { UndoList } from './undo-list';
import { changedTo, redone, undoList, undone } from './undo-list';

/** The settings, and those before and after them. Whatever changes them gives what they were. */
export class History {
  #list = $state.raw<UndoList<Settings>>(undoList(defaultSettings));

  get now(): Settings {
    return this.#list.now;
  }

  /** What undoing would take back, in a few words; null where there is nothing. */
  get undoes(): string | null {
    const before = this.#list.before.at(-1);
    return before ? changeText(before, this.now) : null;
  }

  get redoes(): string | null {
    const after = this.#list.after.at(-1);
    return after ? changeText(this.now, after) : null;
  }

  /** Begins anew, with nothing to undo. */
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
