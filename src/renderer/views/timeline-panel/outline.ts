/**
 * A series as a column of pixels shows it: of every few steps the lowest and the highest. It grows as steps become known,
 * each being read once, so that drawing a long run costs no more than drawing a short one.
 */
export class Outline {
  /** Ascending. */
  readonly steps: number[] = [];
  readonly values: number[] = [];
  /** Where the points of the column begin that may still change, and its first step. */
  #open = 0;
  #next: number;

  constructor(
    first: number,
    readonly perColumn: number,
  ) {
    this.#next = first;
  }

  /** Reads what is new up to a step; `known`: the values of all steps before it are there to stay. */
  read(at: (step: number) => number, last: number, known: number): void {
    const { steps, values, perColumn } = this;
    steps.length = values.length = this.#open;
    for (let from = this.#next; from <= last; from += perColumn) {
      const end = Math.min(from + perColumn - 1, last);
      this.#add(at, from, end);
      if (from + perColumn > known) continue;
      this.#open = steps.length;
      this.#next = from + perColumn;
    }
  }

  #add(at: (step: number) => number, from: number, end: number): void {
    let [lowest, highest] = [-1, -1];
    let [low, high] = [Infinity, -Infinity];
    for (let step = from; step <= end; step++) {
      const value = at(step);
      if (!Number.isFinite(value)) continue; // not known, or past all bounds
      if (value < low) [low, lowest] = [value, step];
      if (value > high) [high, highest] = [value, step];
    }
    if (lowest < 0) return;
    const isFalling = highest < lowest;
    this.steps.push(isFalling ? highest : lowest);
    this.values.push(isFalling ? high : low);
    if (lowest === highest) return;
    this.steps.push(isFalling ? lowest : highest);
    this.values.push(isFalling ? low : high);
  }
}
