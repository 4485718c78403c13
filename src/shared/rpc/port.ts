/**
 * The channel between an engine and a client: ordered messages in both directions, and a notification when it
 * closes. A message is a control message (a plain object that JSON can hold) or a frame (bytes). Each
 * transport has an adapter.
 */
export interface Port {
  /** Sends a message. It never blocks or throws; messages sent after the port closed are dropped. */
  readonly send: (message: object) => void;
  /** Sets the only receiver. Messages that arrived earlier are delivered to it first. */
  readonly onMessage: (receive: (message: unknown) => void) => void;
  /**
   * Sets a listener that is called once, whichever side or fault closed the port. `reason` is a phrase for
   * people.
   */
  readonly onClose: (ended: (reason: string) => void) => void;
  readonly close: () => void;
}

/** The receiving half of a port. It queues messages until there is a receiver, and reports the end once. */
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

  /** Hands a message to the receiver, or queues it until there is one. */
  deliver(message: Message): void {
    if (this.#receive) this.#receive(message);
    else this.#queue.push(message);
  }

  /** Reports the end. Later calls have no effect. */
  end(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#ended?.(reason);
  }
}

/** Returns a port with `events` as its receiving half. */
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

/** Returns two connected ports within one process. Messages arrive in order, in a later microtask. */
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
