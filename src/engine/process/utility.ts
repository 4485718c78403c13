import { invariant } from '#shared/errors';
import type { MainPort } from '#shared/rpc/message-port';
import { mainPort } from '#shared/rpc/message-port';
import type { Port } from '#shared/rpc/port';
import { PortEvents, portOver } from '#shared/rpc/port';
import type { Grant } from '../grants';
import type { HelperHost, StartHelper } from './helper';
import type { FromHelper, ToHelper } from './utility-protocol';

/** Electron's ParentPort, as much as is needed of it. */
interface ParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: MainPort[] }) => void,
  ): unknown;
  postMessage(message: FromHelper): void;
}

/** The way to Electron's main process, in a utility process; undefined in any other. */
export const parentPort = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;

/** This process's host, where Electron started it as a utility process. The helper ends with its host. */
export function utilityHost(parent: ParentPort): HelperHost {
  const grants = new PortEvents();
  const opened = new PortEvents();
  const helpers = new Map<number, AwaitedPort>();
  let nextId = 0;

  parent.on('message', ({ data, ports: [port] }) => {
    const message = data as ToHelper;
    if (message.type === 'grant') {
      grants.deliver(message.grant);
      parent.postMessage({ type: 'granted', id: message.grant.id });
    } else if (message.type === 'helper-ended') {
      helpers.get(message.id)?.end(message.reason);
      helpers.delete(message.id);
    } else {
      invariant(port, `a port comes with "${message.type}"`);
      if (message.type === 'port') opened.deliver(mainPort(port));
      else helpers.get(message.id)?.join(mainPort(port));
    }
  });

  const startHelper: StartHelper = (kind, env = {}) => {
    const id = nextId++;
    const helper = new AwaitedPort(() => {
      if (helpers.delete(id)) parent.postMessage({ type: 'end', id });
    });
    helpers.set(id, helper);
    parent.postMessage({ type: 'start', id, kind, env });
    return helper.port;
  };
  return {
    onPort: (serve) => {
      opened.onMessage((port) => {
        serve(port as Port);
      });
    },
    onGrant: (take) => {
      grants.onMessage((grant) => {
        take(grant as Grant);
      });
    },
    startHelper,
  };
}

/** A port that can be used before the helper at its other side is there. */
class AwaitedPort {
  readonly port: Port;
  readonly #events = new PortEvents();
  #joined: Port | undefined;
  #queued: object[] = [];

  constructor(onClosed: () => void) {
    this.port = portOver(this.#events, {
      send: (message) => {
        if (this.#joined) this.#joined.send(message);
        else this.#queued.push(message);
      },
      close: () => {
        this.#joined?.close();
        onClosed();
        this.end('closed');
      },
    });
  }

  /** Main tells of the helper's end and why; that the port closes says less. */
  join(port: Port): void {
    this.#joined = port;
    port.onMessage((message) => {
      this.#events.deliver(message);
    });
    for (const message of this.#queued) port.send(message);
    this.#queued = [];
  }

  end(reason: string): void {
    this.#events.end(reason);
  }
}
