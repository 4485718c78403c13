import { invariant } from '#shared/errors';
import type { Port } from '#shared/rpc/port';
import type { Grant } from '../path-guard';
import { BufferedPort } from './buffered-port';
import type { HelperProcess, StartProcess } from './helper';
import type { HelperEvent, HelperRequest } from './utility-protocol';

type Ask = (request: HelperRequest) => void;

/** The helpers of a utility process: Electron's main process starts them, and tells what becomes of them. */
export class BrokeredHelpers {
  readonly #running = new Map<number, BrokeredHelper>();
  #next = 0;

  constructor(private readonly ask: Ask) {}

  readonly start: StartProcess = (kind, env = {}) => {
    const id = this.#next++;
    const helper = new BrokeredHelper(id, this.ask);
    this.#running.set(id, helper);
    this.ask({ type: 'start', id, kind, env });
    return helper;
  };

  take(message: HelperEvent, port: Port | undefined): void {
    const helper = this.#running.get(message.id);
    if (message.type === 'helper-ended') {
      this.#running.delete(message.id);
      helper?.ended(message.reason);
    } else if (message.type === 'helper-granted') {
      helper?.granted();
    } else {
      invariant(port, 'the port that was asked for comes along');
      helper?.join(message.port, port);
    }
  }
}

class BrokeredHelper implements HelperProcess {
  #settle: (reason: string) => void = () => undefined;
  readonly #exit = new Promise<string>((resolve) => {
    this.#settle = resolve;
  });
  readonly #ports = new Map<number, BufferedPort>();
  #nextPort = 0;
  /** Grants on their way through main, which nothing that a port says may overtake. */
  #pendingGrants = 0;

  constructor(
    private readonly id: number,
    private readonly ask: Ask,
  ) {}

  readonly openPort = (): Port => {
    const number = this.#nextPort++;
    const buffered = new BufferedPort(
      () => this.#pendingGrants === 0,
      () => this.#ports.delete(number),
    );
    this.#ports.set(number, buffered);
    this.ask({ type: 'open', id: this.id, port: number });
    return buffered.port;
  };

  readonly grant = (grant: Grant): void => {
    this.#pendingGrants++;
    this.ask({ type: 'grant-to', id: this.id, grant });
  };

  readonly onExit = (ended: (reason: string) => void): void => {
    void this.#exit.then(ended);
  };

  readonly end = (): void => {
    this.ask({ type: 'end', id: this.id });
  };

  join(number: number, port: Port): void {
    const buffered = this.#ports.get(number);
    if (buffered) buffered.join(port);
    else port.close(); // no longer wanted
  }

  granted(): void {
    this.#pendingGrants--;
    for (const port of this.#ports.values()) port.flush();
  }

  ended(reason: string): void {
    for (const port of [...this.#ports.values()]) port.end(reason);
    this.#settle(reason);
  }
}
