import { changeText } from './changes';
import type { Settings } from './settings';
import { defaultSettings } from './settings';

const MOST = 200;

/** The settings, and those before and after them. Whatever changes them gives what they were. */
export class History {
  now = $state.raw<Settings>(defaultSettings);
  #before = $state.raw<readonly Settings[]>([]);
  #after = $state.raw<readonly Settings[]>([]);

  /** What undoing would take back, in a few words; null where there is nothing. */
  get undoes(): string | null {
    const before = this.#before.at(-1);
    return before ? changeText(before, this.now) : null;
  }

  get redoes(): string | null {
    const after = this.#after.at(-1);
    return after ? changeText(this.now, after) : null;
  }

  /** Begins anew, with nothing to undo. */
  begin(settings: Settings): void {
    [this.now, this.#before, this.#after] = [settings, [], []];
  }

  change(settings: Settings): Settings {
    const was = this.now;
    this.#before = [...this.#before, was].slice(-MOST);
    [this.now, this.#after] = [settings, []];
    return was;
  }

  undo(): Settings {
    const was = this.now;
    const before = this.#before.at(-1);
    if (!before) return was;
    this.#after = [...this.#after, was];
    [this.now, this.#before] = [before, this.#before.slice(0, -1)];
    return was;
  }

  redo(): Settings {
    const was = this.now;
    const after = this.#after.at(-1);
    if (!after) return was;
    this.#before = [...this.#before, was];
    [this.now, this.#after] = [after, this.#after.slice(0, -1)];
    return was;
  }
}
