import { cancelled } from '../errors';

/**
 * The bytes that a call's sender may send ahead of its reader. A frame may be sent while any credit is left,
 * so a frame larger than the whole credit still passes. The bytes in transit are at most the credit plus one
 * frame.
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

  /** Returns credit for bytes that the reader has handled. */
  grant(bytes: number): void {
    this.#bytes += bytes;
    this.#wake();
  }

  /**
   * Resolves as soon as there is credit, and uses it up.
   *
   * @throws EngineError as a rejection, if the call is cancelled first.
   */
  async take(bytes: number): Promise<void> {
    while (this.#bytes <= 0 && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    if (this.#signal.aborted) throw cancelled();
    this.#bytes -= bytes;
  }

  /** Lets every waiting sender check the credit again. Those for whom none is left wait on. */
  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
