import type { Port } from '#shared/rpc/port';
import { PortEvents, portOver } from '#shared/rpc/port';

/** A process that ends closes its ports a little before main tells why, which says more. */
const LAST_WORD_MS = 300;

/** A port that can be used before its other side is there, and that keeps what it is told to send while it may not. */
export class BufferedPort {
  readonly port: Port;
  readonly #events = new PortEvents();
  readonly #maySend: () => boolean;
  readonly #onClosed: () => void;
  #joined: Port | undefined;
  #queued: object[] = [];

  constructor(maySend: () => boolean, onClosed: () => void) {
    this.#maySend = maySend;
    this.#onClosed = onClosed;
    this.port = portOver(this.#events, {
      send: (message) => {
        if (this.#events.closed) return;
        this.#queued.push(message);
        this.flush();
      },
      close: () => {
        this.#joined?.close();
        this.end('closed');
      },
    });
  }

  join(port: Port): void {
    this.#joined = port;
    port.onMessage((message) => {
      this.#events.deliver(message);
    });
    port.onClose((reason) => {
      setTimeout(() => {
        this.end(reason);
      }, LAST_WORD_MS);
    });
    this.flush();
  }

  flush(): void {
    if (!this.#joined || !this.#maySend()) return;
    for (const message of this.#queued.splice(0)) this.#joined.send(message);
  }

  /** Main tells of the helper's end; a close at this side counts at once. */
  end(reason: string): void {
    if (this.#events.closed) return;
    this.#queued = [];
    this.#events.end(reason);
    this.#onClosed();
  }
}
