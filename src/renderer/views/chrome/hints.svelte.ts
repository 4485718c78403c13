/** What a newcomer is told once, at the thing concerned. */
export const HINTS = {
  turn: 'Drag to turn',
  drop: 'Click the surface to drop a query',
  play: 'Space plays',
} as const;
export type HintName = keyof typeof HINTS;

const KEY = 'hints-put-away';

/** Hints that were put away, or followed, do not come again. */
export class Hints {
  #away = $state.raw<readonly HintName[]>(JSON.parse(localStorage.getItem(KEY) ?? '[]') as HintName[]);

  isShown(name: HintName): boolean {
    return !this.#away.includes(name);
  }

  putAway(name: HintName): void {
    if (!this.isShown(name)) return;
    this.#away = [...this.#away, name];
    localStorage.setItem(KEY, JSON.stringify(this.#away));
  }
}
