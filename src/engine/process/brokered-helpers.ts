import { invariant } from '#shared/errors';
import type { Port } from '#shared/rpc/port';
import type { Grant } from '../path-guard';
import { BufferedPort } from './buffered-port';
import type { HelperProcess, StartProcess } from './helper';
import type { HelperEvent, HelperRequest } from './utility-protocol';

type Send = (request: HelperRequest) => void;

/**
 * The helpers of a utility process. Electron's main process starts them on request, and reports when they
 * end.
 */
export class BrokeredHelpers {
  readonly #running = new Map<number, BrokeredHelper>();
  #next = 0;

  constructor(private readonly send: Send) {}

  /** Starts a helper. */
  readonly start: StartProcess = (kind, env = {}) => {
    const id = this.#next++;
    const helper = new BrokeredHelper(id, this.send);
    this.#running.set(id, helper);
    this.send({ type: 'start', id, kind, env });
    return helper;
  };

  /** Handles an event of a helper. A `helper-port` event comes with its port. */
  receive(message: HelperEvent, port: Port | undefined): void {
    const helper = this.#running.get(message.id);
    if (message.type === 'helper-ended') {
      this.#running.delete(message.id);
      helper?.ended(message.reason);
    } else if (message.type === 'helper-granted') {
      helper?.granted();
    } else {
      invariant(port, 'a helper-port event comes with its port');
      helper?.connect(message.port, port);
    }
  }
}

class BrokeredHelper implements HelperProcess {
  #resolveExit: (reason: string) => void = () => undefined;
  readonly #exit = new Promise<string>((resolve) => {
    this.#resolveExit = resolve;
  });
  readonly #ports = new Map<number, BufferedPort>();
  #nextPort = 0;
  /** The number of grants that main has not confirmed. No message of a port may overtake them. */
  #pendingGrants = 0;

  constructor(
    private readonly id: number,
    private readonly send: Send,
  ) {}

  readonly openPort = (): Port => {
    const number = this.#nextPort++;
    const buffered = new BufferedPort(
      () => this.#pendingGrants === 0,
      () => this.#ports.delete(number),
    );
    this.#ports.set(number, buffered);
    this.send({ type: 'open', id: this.id, port: number });
    return buffered.port;
  };

  readonly grant = (grant: Grant): void => {
    this.#pendingGrants++;
    this.send({ type: 'grant-to', id: this.id, grant });
  };

  readonly onExit = (ended: (reason: string) => void): void => {
    void this.#exit.then(ended);
  };

  readonly end = (): void => {
    this.send({ type: 'end', id: this.id });
  };

  connect(number: number, port: Port): void {
    const buffered = this.#ports.get(number);
    if (buffered) buffered.connect(port);
    else port.close(); // this side closed it before it was connected
  }

  granted(): void {
    this.#pendingGrants--;
    for (const port of this.#ports.values()) port.flush();
  }

  ended(reason: string): void {
    for (const port of [...this.#ports.values()]) port.end(reason);
    this.#resolveExit(reason);
  }
}
