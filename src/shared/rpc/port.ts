/**
 * The smallest channel that the engine and its clients need: ordered messages both ways, and word when it ends.
 * A message is a control message (a plain object, JSON-able) or a frame (bytes). Each transport is one adapter.
 */
export interface Port {
  /** Never blocks and never throws; messages sent after the port closed are dropped. */
  send(message: object): void;
  /** Sets the one receiver. Messages that came before it was set are delivered first. */
  onMessage(receive: (message: unknown) => void): void;
  /** Called once, whichever side or fault ended the port; `reason` is for people. */
  onClose(ended: (reason: string) => void): void;
  close(): void;
}

/** The receiving half of a port: queues until there is a receiver, and tells of the end once. */
export class PortEvents {
  #receive: ((message: unknown) => void) | undefined;
  #ended: ((reason: string) => void) | undefined;
  #queue: unknown[] = [];
  #closed: string | undefined;

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  onMessage(receive: (message: unknown) => void): void {
    this.#receive = receive;
    const queued = this.#queue;
    this.#queue = [];
    queued.forEach(receive);
  }

  onClose(ended: (reason: string) => void): void {
    this.#ended = ended;
    if (this.#closed !== undefined) ended(this.#closed);
  }

  deliver(message: unknown): void {
    if (this.#receive) this.#receive(message);
    else this.#queue.push(message);
  }

  end(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#ended?.(reason);
  }
}

/** Two joined ports within one process. Messages arrive in order, in a later microtask, as from another process. */
export function portPair(): [Port, Port] {
  const ends = [new PortEvents(), new PortEvents()] as const;
  const portAt = (here: PortEvents, there: PortEvents): Port => ({
    send(message) {
      if (here.closed) return;
      queueMicrotask(() => {
        if (!there.closed) there.deliver(message);
      });
    },
    onMessage: (receive) => {
      here.onMessage(receive);
    },
    onClose: (ended) => {
      here.onClose(ended);
    },
    close() {
      here.end('closed');
      queueMicrotask(() => {
        there.end('closed by the other side');
      });
    },
  });
  return [portAt(ends[0], ends[1]), portAt(ends[1], ends[0])];
}
