/** Rows that are not stored now and may be again. Those go first that were put here or asked for longest ago. */
export class LruRows {
  readonly #rows = new Map<string, Float32Array>();
  readonly #budgetBytes: number;
  #roomBytes: number;
  #bytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
    this.#roomBytes = budgetBytes;
  }

  /** How many more bytes may lie here before others go. */
  get freeBytes(): number {
    return this.#roomBytes - this.#bytes;
  }

  /** The rows that are stored take so many bytes of the same budget. */
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
