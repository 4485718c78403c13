import type { Port } from '#shared/rpc/port';
import { PortEvents, portOver } from '#shared/rpc/port';

/**
 * A process that ends closes its ports shortly before main reports the reason. The port waits this long for
 * it.
 */
const EXIT_REASON_MS = 300;

/** A port that works before its other side is connected. It queues messages while it must not send them. */
export class BufferedPort {
  readonly port: Port;
  readonly #events = new PortEvents();
  readonly #maySend: () => boolean;
  readonly #onClosed: () => void;
  #connected: Port | undefined;
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
        this.#connected?.close();
        this.end('closed');
      },
    });
  }

  /** Connects the other side and sends what is queued. */
  connect(port: Port): void {
    this.#connected = port;
    port.onMessage((message) => {
      this.#events.deliver(message);
    });
    port.onClose((reason) => {
      setTimeout(() => {
        this.end(reason);
      }, EXIT_REASON_MS);
    });
    this.flush();
  }

  /** Sends the queued messages, if the port is connected and may send. */
  flush(): void {
    if (!this.#connected || !this.#maySend()) return;
    for (const message of this.#queued.splice(0)) this.#connected.send(message);
  }

  /** Closes the port at once, with a reason for people. */
  end(reason: string): void {
    if (this.#events.closed) return;
    this.#queued = [];
    this.#events.end(reason);
    this.#onClosed();
  }
}
