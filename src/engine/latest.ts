/**
 * Remembers the last value made, and makes another only when its key (any plain data) changes. Values are never
 * changed after they are made, so whoever still holds an older one may go on with it.
 */
export class Latest<T> {
  #key: string | undefined;
  #value: Promise<T> | undefined;

  get(key: unknown, make: () => Promise<T>): Promise<T> {
    const text = JSON.stringify(key);
    if (this.#key === text && this.#value) return this.#value;
    const value = make();
    this.#key = text;
    this.#value = value;
    // what failed, or was cancelled, is to be tried again
    value.catch(() => {
      if (this.#value === value) this.#value = this.#key = undefined;
    });
    return value;
  }
}
