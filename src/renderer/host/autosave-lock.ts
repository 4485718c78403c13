/** Names what this tab keeps, for as long as its page may be loaded again. */
const KEY = 'kept-session';
/** The page before this one in its tab may take so long to let go. */
const PATIENCE_MS = 1000;

/**
 * The session that this tab keeps, held by a lock of that name: a tab that was duplicated brings the name of another,
 * and a tab that ended without a word leaves its session free. Where the browser has no locks (plain HTTP from another
 * machine), no other session counts as free.
 */
export class AutosaveLock {
  id = sessionStorage.getItem(KEY) ?? newId();
  /** Once it is sure that no other tab has this name. */
  acquired: Promise<void>;
  #release: () => void = () => undefined;
  // not there on insecure origins, whatever its type says
  readonly #locks = (navigator as { locks?: LockManager }).locks;

  constructor() {
    this.acquired = this.#hold(this.id);
  }

  async acquireNew(): Promise<void> {
    await this.acquire(newId());
  }

  async acquire(id: string): Promise<void> {
    await this.acquired;
    this.#release();
    this.acquired = this.#hold(id);
    await this.acquired;
  }

  /** Those that no tab has. */
  async unlockedIds(ids: readonly string[]): Promise<string[]> {
    await this.acquired;
    if (!this.#locks) return [];
    const { held = [] } = await this.#locks.query();
    const names = new Set(held.map(({ name }) => name));
    return ids.filter((id) => !names.has(nameOf(id)));
  }

  async #hold(id: string): Promise<void> {
    this.id = id;
    sessionStorage.setItem(KEY, id);
    if (!this.#locks) return;
    const isMine = await new Promise<boolean>((resolve) => {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const whileHeld = () => {
        resolve(true);
        return new Promise<void>((release) => (this.#release = release));
      };
      this.#locks?.request(nameOf(id), { signal }, whileHeld).catch(() => {
        resolve(false); // another tab has it
      });
    });
    if (!isMine) await this.#hold(newId());
  }
}

function nameOf(id: string): string {
  return `kept-session/${id}`;
}

function newId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
