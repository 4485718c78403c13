import { setOf, toggled } from './name-sets';

/** The names of the selected pictures, and of the one with the keyboard cursor. */
export class PictureSelection {
  names = $state.raw(setOf([]));
  active = $state.raw<string | null>(null);
  /** Where a range starts. */
  #anchor: string | null = null;

  only(name: string): void {
    this.names = setOf([name]);
    this.active = this.#anchor = name;
  }

  toggle(name: string): void {
    this.names = toggled(this.names, name);
    this.active = this.#anchor = name;
  }

  /** Selects from the start of the range to here, in the order shown. */
  extendTo(name: string, shown: readonly string[]): void {
    const [from, to] = [shown.indexOf(this.#anchor ?? name), shown.indexOf(name)];
    const range = from < 0 ? [name] : shown.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.#anchor ??= name;
    this.names = setOf(range);
    this.active = name;
  }

  /** Moves the cursor and keeps the selection. */
  visit(name: string): void {
    this.active = name;
  }

  all(shown: readonly string[]): void {
    this.names = setOf(shown);
  }

  clear(): void {
    this.names = setOf([]);
  }
}
