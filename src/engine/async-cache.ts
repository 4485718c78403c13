import { toEngineError } from '#shared/errors';

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** Returns a number that identifies the object while it exists, for cache keys of values derived from it. */
export function identityOf(object: object): number {
  const known = identities.get(object);
  if (known !== undefined) return known;
  identities.set(object, nextIdentity);
  return nextIdentity++;
}

/**
 * Caches the results of asynchronous work by key. A key is any plain data. The cache keeps the `capacity`
 * most recently used results. Callers with the same key share the work. A failure is not cached, so the next
 * call tries again. Values are immutable, so a caller may keep using one that the cache has evicted.
 */
export class AsyncCache<T> {
  readonly #entries = new Map<string, Promise<T>>();

  constructor(private readonly capacity = Infinity) {}

  /**
   * Returns the value of the key; `make` computes it if the cache has none. `signal` must be the signal that
   * stops `make`: if another caller's signal stopped the shared work, this caller starts it again.
   */
  async get(key: unknown, make: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const text = JSON.stringify(key);
    const value = this.#entries.get(text) ?? this.#start(text, make);
    this.#entries.delete(text);
    this.#entries.set(text, value);
    this.#evict();
    try {
      return await value;
    } catch (thrown) {
      const isCancelledByOther = signal?.aborted === false && toEngineError(thrown).code === 'cancelled';
      if (!isCancelledByOther) throw thrown;
      return this.get(key, make, signal);
    }
  }

  /** Resolves with every cached value, once pending work has settled. */
  async values(): Promise<T[]> {
    const settled = await Promise.allSettled(this.#entries.values());
    return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  #start(text: string, make: () => Promise<T>): Promise<T> {
    const value = make();
    value.catch(() => {
      if (this.#entries.get(text) === value) this.#entries.delete(text);
    });
    return value;
  }

  #evict(): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.capacity) return;
      this.#entries.delete(oldest);
    }
  }
}
