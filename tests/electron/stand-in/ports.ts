import type * as Electron from 'electron';
import type { PartOf } from './imitation';
import { Imitation } from './imitation';

/** Receives the messages that a port's owner sends. */
export interface Outlet {
  message(data: unknown): void;
  closed(): void;
}

type Transfer = Parameters<Electron.MessagePortMain['postMessage']>[1];

/** A MessagePortMain: clones what it sends, queues until it is started, and may move once to another process. */
export class MessagePortMain extends Imitation implements PartOf<Electron.MessagePortMain> {
  readonly #outlet: Outlet;
  #queue: unknown[] = [];
  #isStarted = false;
  #isClosed = false;
  /** The other process that owns the port, if it was moved. */
  #owner: Outlet | undefined;

  constructor(outlet: Outlet) {
    super();
    this.#outlet = outlet;
  }

  postMessage(data: unknown, transfer: Transfer = []): void {
    refuseBuffers(transfer);
    if (transfer.length > 0) throw new Error("Electron's stand-in: ports over ports are not implemented");
    if (!this.#isClosed && !this.#owner) this.#outlet.message(structuredClone(data));
  }

  start(): void {
    this.#isStarted = true;
    const queued = this.#queue;
    this.#queue = [];
    for (const data of queued) this.receive(data);
  }

  close(): void {
    if (this.#isClosed || this.#owner) return;
    this.#outlet.closed();
    this.receiveClose();
  }

  receive(data: unknown): void {
    if (this.#owner) this.#owner.message(data);
    else if (this.#isClosed) return;
    else if (this.#isStarted) this.emit('message', { data, ports: [] });
    else this.#queue.push(data);
  }

  receiveClose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#owner) this.#owner.closed();
    else this.emit('close');
  }

  /** Moves the port to another process. Returns the outlet for the new owner's messages. */
  moveTo(owner: Outlet, index: number): Outlet {
    if (this.#owner) throw new Error(`Port at index ${String(index)} is already neutered.`);
    this.#owner = owner;
    const queued = this.#queue;
    this.#queue = [];
    for (const data of queued) owner.message(data);
    if (this.#isClosed) owner.closed();
    return this.#outlet;
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain = new MessagePortMain(outletTo(() => this.port2));
  readonly port2: MessagePortMain = new MessagePortMain(outletTo(() => this.port1));
}

/** Delivers later and in order, as between processes. */
function outletTo(other: () => MessagePortMain): Outlet {
  return {
    message: (data) => {
      setImmediate(() => {
        other().receive(data);
      });
    },
    closed: () => {
      setImmediate(() => {
        other().receiveClose();
      });
    },
  };
}

function refuseBuffers(transfer: readonly unknown[]): asserts transfer is readonly MessagePortMain[] {
  for (const [index, given] of transfer.entries()) {
    if (!(given instanceof MessagePortMain)) {
      throw new TypeError(`Port at index ${String(index)} is not a valid port`);
    }
  }
}

/** The ports that were moved to one other process, by number. */
export class MovedPorts {
  readonly #outlets = new Map<number, Outlet>();
  #next = 0;

  constructor(private readonly ownerOf: (id: number) => Outlet) {}

  move(transfer: readonly unknown[] = []): number[] {
    refuseBuffers(transfer);
    return transfer.map((port, index) => {
      const id = this.#next++;
      this.#outlets.set(id, port.moveTo(this.ownerOf(id), index));
      return id;
    });
  }

  message(id: number, data: unknown): void {
    this.#outlets.get(id)?.message(data);
  }

  closed(id: number): void {
    this.#outlets.get(id)?.closed();
    this.#outlets.delete(id);
  }

  /** Called when the process has exited or the page has navigated. */
  closeAll(): void {
    for (const id of [...this.#outlets.keys()]) this.closed(id);
  }
}
