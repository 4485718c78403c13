/**
 * The smallest channel that the engine and its clients need: ordered messages both ways, and word when it ends.
 * A message is a control message (a plain object, JSON-able) or a frame (bytes). Each transport is one adapter.
 */
export interface Port {
  /** Never blocks and never throws; messages sent after the port closed are dropped. */
  readonly send: (message: object) => void;
  /** Sets the one receiver. Messages that came before it was set are delivered first. */
  readonly onMessage: (receive: (message: unknown) => void) => void;
  /** Called once, whichever side or fault ended the port; `reason` is for people. */
  readonly onClose: (ended: (reason: string) => void) => void;
  readonly close: () => void;
}

/** The receiving half of a port: queues until there is a receiver, and tells of the end once. */
export class PortEvents<Message = unknown> {
  #receive: ((message: Message) => void) | undefined;
  #ended: ((reason: string) => void) | undefined;
  #queue: Message[] = [];
  #closed: string | undefined;

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  onMessage(receive: (message: Message) => void): void {
    this.#receive = receive;
    const queued = this.#queue;
    this.#queue = [];
    queued.forEach(receive);
  }

  onClose(ended: (reason: string) => void): void {
    this.#ended = ended;
    if (this.#closed !== undefined) ended(this.#closed);
  }

  deliver(message: Message): void {
    if (this.#receive) this.#receive(message);
    else this.#queue.push(message);
  }

  end(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#ended?.(reason);
  }
}

/** A port whose receiving half is `events`. */
export function portOver(events: PortEvents, { send, close }: Pick<Port, 'send' | 'close'>): Port {
  return {
    send,
    close,
    onMessage: (receive) => {
      events.onMessage(receive);
    },
    onClose: (ended) => {
      events.onClose(ended);
    },
  };
}

/** Two joined ports within one process. Messages arrive in order, in a later microtask, as from another process. */
export function portPair(): [Port, Port] {
  const ends = [new PortEvents(), new PortEvents()] as const;
  const portAt = (here: PortEvents, there: PortEvents) =>
    portOver(here, {
      send: (message) => {
        if (here.closed) return;
        queueMicrotask(() => {
          if (!there.closed) there.deliver(message);
        });
      },
      close: () => {
        here.end('closed');
        queueMicrotask(() => {
          there.end('closed by the other side');
        });
      },
    });
  return [portAt(ends[0], ends[1]), portAt(ends[1], ends[0])];
}
