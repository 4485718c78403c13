import { cancelled } from '../errors';

/**
 * How far a call's sender may run ahead of its reader, in bytes. A frame may go while any credit is left, so one
 * larger than the whole credit still passes; what is on its way is bounded by the credit plus one frame.
 */
export class Credit {
  readonly #signal: AbortSignal;
  readonly #waiting: (() => void)[] = [];
  #bytes: number;

  constructor(bytes: number, signal: AbortSignal) {
    this.#bytes = bytes;
    this.#signal = signal;
    signal.addEventListener('abort', () => {
      this.#wake();
    });
  }

  grant(bytes: number): void {
    this.#bytes += bytes;
    this.#wake();
  }

  /** Takes the bytes as soon as there is credit; rejects when the call is cancelled first. */
  async take(bytes: number): Promise<void> {
    while (this.#bytes <= 0 && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    if (this.#signal.aborted) throw cancelled();
    this.#bytes -= bytes;
  }

  /** Everyone looks again; whoever finds the credit spent by another waits on. */
  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
