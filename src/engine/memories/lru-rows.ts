/** Caches rows within a budget of bytes. It evicts the least recently used rows first. */
export class LruRows {
  readonly #rows = new Map<string, Float32Array>();
  readonly #budgetBytes: number;
  #capacityBytes: number;
  #bytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
    this.#capacityBytes = budgetBytes;
  }

  /** The number of bytes that fit before a row is evicted. */
  get freeBytes(): number {
    return this.#capacityBytes - this.#bytes;
  }

  /** Reserves bytes of the budget for rows that are stored elsewhere. It replaces the last reservation. */
  reserve(bytes: number): void {
    this.#capacityBytes = Math.max(0, this.#budgetBytes - bytes);
    this.#evict();
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  /** Returns a row and marks it as recently used. */
  get(key: string): Float32Array | undefined {
    const row = this.#rows.get(key);
    if (!row) return undefined;
    this.#rows.delete(key);
    this.#rows.set(key, row);
    return row;
  }

  /**
   * Caches a row without copying it. The row must not be a view of a larger array, which would stay in
   * memory.
   */
  set(key: string, row: Float32Array): void {
    this.delete(key);
    this.#rows.set(key, row);
    this.#bytes += row.byteLength;
    this.#evict();
  }

  delete(key: string): void {
    this.#bytes -= this.#rows.get(key)?.byteLength ?? 0;
    this.#rows.delete(key);
  }

  #evict(): void {
    for (const key of this.#rows.keys()) {
      if (this.#bytes <= this.#capacityBytes) return;
      this.delete(key);
    }
  }
}
