/** Work runs this long before it yields to the event loop. */
const MAX_RUN_MS = 8;

/** Keeps the window responsive during long work. */
export class YieldTimer {
  #began = performance.now();

  /** Yields to the event loop if the work has run for long enough. Resolves to true if it yielded. */
  async yieldIfDue(): Promise<boolean> {
    if (performance.now() - this.#began < MAX_RUN_MS) return false;
    await new Promise((resolve) => setTimeout(resolve));
    this.#began = performance.now();
    return true;
  }
}
