import { toEngineError } from '#shared/errors';

/**
 * Remembers the last value made, and makes another only when its key (any plain data) changes. Values are never
 * changed after they are made, so whoever still holds an older one may go on with it.
 */
export class Latest<T> {
  #key: string | undefined;
  #value: Promise<T> | undefined;

  /** Callers with one key share the making; `signal` is the caller's own, by which `make` may be cancelled. */
  async get(key: unknown, signal: AbortSignal, make: () => Promise<T>): Promise<T> {
    const text = JSON.stringify(key);
    if (this.#key !== text || !this.#value) {
      const value = make();
      this.#key = text;
      this.#value = value;
      // what failed is to be tried again
      value.catch(() => {
        if (this.#value === value) this.#value = this.#key = undefined;
      });
    }
    try {
      return await this.#value;
    } catch (thrown) {
      // another caller began it and cancelled: that is no reason for this one to fail
      const isOthers = toEngineError(thrown).code === 'cancelled' && !signal.aborted;
      if (isOthers) return this.get(key, signal, make);
      throw thrown;
    }
  }
}

/** Remembers values by their keys; those go first that were asked for longest ago. */
export class Recent<T> {
  readonly #values = new Map<string, Latest<T>>();

  /** As `Latest` does; `most`: how many are remembered from now on. */
  get(key: unknown, signal: AbortSignal, make: () => Promise<T>, most: number): Promise<T> {
    const text = JSON.stringify(key);
    const value = this.#values.get(text) ?? new Latest<T>();
    this.#values.delete(text);
    this.#values.set(text, value);
    const surplus = Math.max(0, this.#values.size - most);
    for (const oldest of [...this.#values.keys()].slice(0, surplus)) this.#values.delete(oldest);
    return value.get(key, signal, make);
  }
}

/** Makes a value for each key once; what failed is tried again. */
export class Each<K, T> {
  readonly #values = new Map<K, Promise<T>>();

  get(key: K, make: () => Promise<T>): Promise<T> {
    const known = this.#values.get(key);
    if (known) return known;
    const value = make();
    this.#values.set(key, value);
    value.catch(() => {
      this.#values.delete(key);
    });
    return value;
  }

  /** What has been made, without what failed. */
  async made(): Promise<T[]> {
    const settled = await Promise.allSettled(this.#values.values());
    return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }
}
