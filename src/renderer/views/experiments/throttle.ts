/** The least time between two pieces of work. */
const REST_MS = 250;
/** Work may take this share of the time: the rest is the window's and the engine's. */
const WORK_SHARE = 0.25;

/** Does the latest of what is asked for, one after the other, and rests in between the longer the longer it takes. */
export class Throttle {
  #waiting: (() => Promise<void>) | null = null;
  #isBusy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes the place of what is waiting. */
  next(work: () => Promise<void>): void {
    this.#waiting = work;
    if (!this.#isBusy) void this.#workOff();
  }

  stop(): void {
    this.#waiting = null;
    clearTimeout(this.#timer);
  }

  async #workOff(): Promise<void> {
    const work = this.#waiting;
    if (!work) return;
    this.#waiting = null;
    this.#isBusy = true;
    const begun = performance.now();
    await work();
    const rest = Math.max(REST_MS, (performance.now() - begun) * (1 / WORK_SHARE - 1));
    this.#timer = setTimeout(() => {
      this.#isBusy = false;
      void this.#workOff();
    }, rest);
  }
}
