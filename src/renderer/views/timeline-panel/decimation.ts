/**
 * A series decimated to its minimum and maximum in each column of pixels. It grows as steps become known and reads each
 * of them once, so that drawing a long run costs no more than drawing a short one.
 */
export class MinMaxDecimation {
  /** Ascending. */
  readonly steps: number[] = [];
  readonly values: number[] = [];
  /** The number of points before the column that may still change, and that column's first step. */
  #settled = 0;
  #next: number;

  constructor(
    first: number,
    readonly stepsPerColumn: number,
  ) {
    this.#next = first;
  }

  /** Reads the new values up to step `last`. The values up to step `known` are final. */
  read(at: (step: number) => number, last: number, known: number): void {
    const { steps, values, stepsPerColumn } = this;
    steps.length = values.length = this.#settled;
    for (let from = this.#next; from <= last; from += stepsPerColumn) {
      const end = Math.min(from + stepsPerColumn - 1, last);
      this.#addColumn(at, from, end);
      if (from + stepsPerColumn > known) continue;
      this.#settled = steps.length;
      this.#next = from + stepsPerColumn;
    }
  }

  #addColumn(at: (step: number) => number, from: number, end: number): void {
    let [minStep, maxStep] = [-1, -1];
    let [min, max] = [Infinity, -Infinity];
    for (let step = from; step <= end; step++) {
      const value = at(step);
      if (!Number.isFinite(value)) continue; // unknown, or the query diverged
      if (value < min) [min, minStep] = [value, step];
      if (value > max) [max, maxStep] = [value, step];
    }
    if (minStep < 0) return;
    const isFalling = maxStep < minStep;
    this.steps.push(isFalling ? maxStep : minStep);
    this.values.push(isFalling ? max : min);
    if (minStep === maxStep) return;
    this.steps.push(isFalling ? minStep : maxStep);
    this.values.push(isFalling ? min : max);
  }
}

interface Cached {
  readonly decimation: MinMaxDecimation;
  readonly first: number;
  readonly revision: number;
}

/** The latest decimation of each part of a table of values. */
const cache = new WeakMap<object, Map<string, Cached>>();

/** Returns the decimation of a part of a table, and begins it anew when the recording, the first step or the scale changed. */
export function decimationOf(
  table: object,
  part: string,
  revision: number,
  first: number,
  stepsPerColumn: number,
): MinMaxDecimation {
  const ofTable = cache.get(table) ?? new Map<string, Cached>();
  cache.set(table, ofTable);
  const cached = ofTable.get(part);
  const isCurrent = cached?.first === first && cached.revision === revision;
  if (isCurrent && cached.decimation.stepsPerColumn === stepsPerColumn) return cached.decimation;
  const decimation = new MinMaxDecimation(first, stepsPerColumn);
  ofTable.set(part, { decimation, first, revision });
  return decimation;
}
