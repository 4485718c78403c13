/** What a newcomer is told once, beside the thing concerned. */
export const HINTS = {
  orbit: 'Drag to rotate',
  addQuery: 'Click the surface to add a query',
  play: 'Press Space to play',
} as const;
export type HintName = keyof typeof HINTS;

const KEY = 'hints-put-away';
/** Names under which dismissed hints are stored; earlier versions chose them. */
const STORED_NAME: Readonly<Record<HintName, string>> = { orbit: 'turn', addQuery: 'drop', play: 'play' };

/** Hints that a person dismissed, or followed, are not shown again. */
export class Hints {
  #dismissed = $state.raw<readonly unknown[]>(readDismissed());

  isShown(name: HintName): boolean {
    return !this.#dismissed.includes(STORED_NAME[name]);
  }

  dismiss(name: HintName): void {
    if (!this.isShown(name)) return;
    this.#dismissed = [...this.#dismissed, STORED_NAME[name]];
    localStorage.setItem(KEY, JSON.stringify(this.#dismissed));
  }
}

function readDismissed(): readonly unknown[] {
  const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
  return Array.isArray(stored) ? stored : [];
}
