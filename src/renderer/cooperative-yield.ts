/** Work goes on for so long at a stretch: the window answers between two. */
const STRETCH_MS = 8;

/** Lets the window have its turn, where work has lasted. */
export class YieldTimer {
  #began = performance.now();

  /** True where it had. */
  async yieldIfDue(): Promise<boolean> {
    if (performance.now() - this.#began < STRETCH_MS) return false;
    await new Promise((resolve) => setTimeout(resolve));
    this.#began = performance.now();
    return true;
  }
}
