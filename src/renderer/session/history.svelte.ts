import { changeText } from './changes';
import type { Settings } from './settings';
import { defaultSettings } from './settings';

const MOST = 200;

/** The settings, and those before and after them. */
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

  change(settings: Settings): void {
    this.#before = [...this.#before, this.now].slice(-MOST);
    [this.now, this.#after] = [settings, []];
  }

  undo(): void {
    const before = this.#before.at(-1);
    if (!before) return;
    this.#after = [...this.#after, this.now];
    [this.now, this.#before] = [before, this.#before.slice(0, -1)];
  }

  redo(): void {
    const after = this.#after.at(-1);
    if (!after) return;
    this.#before = [...this.#before, this.now];
    [this.now, this.#after] = [after, this.#after.slice(0, -1)];
  }
}
