import { cancelled } from '../errors';

/**
 * How far a sender may run ahead of its reader, in bytes. A frame may go while any credit is left, so one larger
 * than the whole credit still passes; what is on its way is bounded by the credit plus one frame.
 */
export class Credit {
  #bytes: number;
  #waiting: (() => void)[] = [];

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  grant(bytes: number): void {
    this.#bytes += bytes;
    while (this.#bytes > 0 && this.#waiting.length > 0) this.#waiting.shift()?.();
  }

  /** Takes the bytes as soon as there is credit; rejects when the call is cancelled first. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    while (this.#bytes <= 0) {
      if (signal.aborted) throw cancelled();
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener(
          'abort',
          () => {
            resolve();
          },
          { once: true },
        );
      });
    }
    if (signal.aborted) throw cancelled();
    this.#bytes -= bytes;
  }
}
