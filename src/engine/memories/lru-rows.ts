/** A cache of rows within a budget of bytes. The least recently used rows go first. */
export class LruRows {
  readonly #rows = new Map<string, Float32Array>();
  readonly #budgetBytes: number;
  #roomBytes: number;
  #bytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
    this.#roomBytes = budgetBytes;
  }

  /** How many more bytes fit before others go. */
  get freeBytes(): number {
    return this.#roomBytes - this.#bytes;
  }

  /** Takes so many bytes of the budget for the rows that are stored. */
  reserve(bytes: number): void {
    this.#roomBytes = Math.max(0, this.#budgetBytes - bytes);
    this.#shrink();
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  get(key: string): Float32Array | undefined {
    const row = this.#rows.get(key);
    if (!row) return undefined;
    this.#rows.delete(key);
    this.#rows.set(key, row);
    return row;
  }

  /** The row is kept as it is: it must be no part of a larger array. */
  set(key: string, row: Float32Array): void {
    this.delete(key);
    this.#rows.set(key, row);
    this.#bytes += row.byteLength;
    this.#shrink();
  }

  delete(key: string): void {
    this.#bytes -= this.#rows.get(key)?.byteLength ?? 0;
    this.#rows.delete(key);
  }

  #shrink(): void {
    for (const key of this.#rows.keys()) {
      if (this.#bytes <= this.#roomBytes) return;
      this.delete(key);
    }
  }
}
