/** The shortest pause between two runs of the work. */
const MIN_PAUSE_MS = 250;
/** The work may take this share of the time; the rest is left to the window and the engine. */
const WORK_SHARE = 0.25;

/** Runs the latest work that it is given, one at a time, and pauses in proportion to how long it took. */
export class Throttle {
  #waiting: (() => Promise<void>) | null = null;
  #isBusy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Replaces the work that is waiting. */
  next(work: () => Promise<void>): void {
    this.#waiting = work;
    if (!this.#isBusy) void this.#runNext();
  }

  stop(): void {
    this.#waiting = null;
    clearTimeout(this.#timer);
  }

  async #runNext(): Promise<void> {
    const work = this.#waiting;
    if (!work) return;
    this.#waiting = null;
    this.#isBusy = true;
    const started = performance.now();
    await work();
    const pauseMs = Math.max(MIN_PAUSE_MS, (performance.now() - started) * (1 / WORK_SHARE - 1));
    this.#timer = setTimeout(() => {
      this.#isBusy = false;
      void this.#runNext();
    }, pauseMs);
  }
}
