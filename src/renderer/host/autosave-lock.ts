/** Holds the id of this tab's autosaved session across reloads of the page. */
const ID_KEY = 'kept-session';
/** Before a reload, the tab's previous page may take this long to release its lock. */
const RELEASE_TIMEOUT_MS = 1000;

/**
 * A lock on the session that this tab autosaves. A duplicated tab starts with the id of the other tab, which the lock
 * detects. A tab that crashes releases its session. Browsers have no locks on plain HTTP from another machine; then
 * every other session counts as locked.
 */
export class AutosaveLock {
  id = sessionStorage.getItem(ID_KEY) ?? newId();
  /** Resolves once no other tab can have this id. */
  acquired: Promise<void>;
  #release: () => void = () => undefined;
  // absent on insecure origins, in spite of its type
  readonly #locks = (navigator as { locks?: LockManager }).locks;

  constructor() {
    this.acquired = this.#acquire(this.id);
  }

  async acquireNew(): Promise<void> {
    await this.acquire(newId());
  }

  async acquire(id: string): Promise<void> {
    await this.acquired;
    this.#release();
    this.acquired = this.#acquire(id);
    await this.acquired;
  }

  /** Returns the ids that no tab has locked. */
  async unlockedIds(ids: readonly string[]): Promise<string[]> {
    await this.acquired;
    if (!this.#locks) return [];
    const { held = [] } = await this.#locks.query();
    const names = new Set(held.map(({ name }) => name));
    return ids.filter((id) => !names.has(lockName(id)));
  }

  async #acquire(id: string): Promise<void> {
    this.id = id;
    sessionStorage.setItem(ID_KEY, id);
    if (!this.#locks) return;
    const isOurs = await new Promise<boolean>((resolve) => {
      const signal = AbortSignal.timeout(RELEASE_TIMEOUT_MS);
      const holdLock = () => {
        resolve(true);
        return new Promise<void>((release) => (this.#release = release));
      };
      this.#locks?.request(lockName(id), { signal }, holdLock).catch(() => {
        resolve(false); // another tab has locked it
      });
    });
    if (!isOurs) await this.#acquire(newId());
  }
}

function lockName(id: string): string {
  return `kept-session/${id}`;
}

function newId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
