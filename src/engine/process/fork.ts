import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { Port } from '#shared/rpc/port';
import { PortEvents, portOver } from '#shared/rpc/port';
import { Grant } from '../path-guard';
import { appFolder } from '../root';
import { minimalEnvironment } from './bare-environment';
import type { HelperHost, StartProcess } from './helper';
import { discardsStderr, helperStarter } from './helper';

/**
 * The messages of a helper and its host over Node's channel: grants, and the messages of any number of ports.
 */
const Envelope = z.union([
  z.object({ grant: Grant }),
  z.object({ port: z.number(), opened: z.literal(true) }),
  z.object({ port: z.number(), closed: z.literal(true) }),
  z.object({ port: z.number(), message: z.unknown() }),
]);
type Envelope = z.infer<typeof Envelope>;

/**
 * Starts a helper from plain Node, as the CLI, the server and the tests do. The built entries are in
 * out/main.
 */
export const forkProcess: StartProcess = (kind, env = {}) => {
  const child = fork(join(appFolder, 'out', 'main', `${kind}.js`), {
    serialization: 'advanced',
    env: kind === 'energy' ? minimalEnvironment() : { ...process.env, ...env },
    // stdout is reserved for results
    stdio: ['ignore', 'ignore', discardsStderr(kind) ? 'ignore' : 'inherit', 'ipc'],
    execArgv: [],
  });
  const ports = new Ports((envelope) => {
    if (child.connected) child.send(envelope);
  });
  child.on('message', (envelope) => {
    ports.receive(Envelope.parse(envelope));
  });
  const exit = exitOf(child);
  void exit.then((reason) => {
    ports.end(reason);
  });
  return {
    openPort: () => ports.open(),
    grant: (grant) => {
      if (child.connected) child.send({ grant } satisfies Envelope);
    },
    onExit: (ended) => void exit.then(ended),
    end: () => child.kill('SIGKILL'),
  };
};

/** Starts a helper from plain Node, and returns a port that ends it when it closes. */
export const forkHelper = helperStarter(forkProcess);

/** Returns the host of this process, if plain Node started it. The helper ends with its host. */
export function forkHost(): HelperHost {
  const grants = new PortEvents<Grant>();
  const opened = new PortEvents<Port>();
  const ports = new Ports(
    (envelope) => {
      if (process.connected) process.send?.(envelope);
    },
    (port) => {
      opened.deliver(port);
    },
  );
  process.on('message', (message) => {
    const envelope = Envelope.parse(message);
    if ('grant' in envelope) grants.deliver(envelope.grant);
    else ports.receive(envelope);
  });
  process.on('disconnect', () => {
    process.exit(0);
  });
  return {
    onPort: (serve) => {
      opened.onMessage(serve);
    },
    onGrant: (receive) => {
      grants.onMessage(receive);
    },
    startProcess: forkProcess,
  };
}

/**
 * Many ports over one channel. It ignores messages for a port that is not open, which was just closed at this
 * side.
 */
class Ports {
  readonly #open = new Map<number, PortEvents>();
  #next = 0;

  constructor(
    private readonly send: (envelope: Envelope) => void,
    private readonly onOpened?: (port: Port) => void,
  ) {}

  open(): Port {
    const number = this.#next++;
    this.send({ port: number, opened: true });
    return this.#make(number);
  }

  receive(envelope: Envelope): void {
    if (!('port' in envelope)) return;
    if ('opened' in envelope) this.onOpened?.(this.#make(envelope.port));
    else if ('closed' in envelope) this.#close(envelope.port, 'closed by the other side');
    else this.#open.get(envelope.port)?.deliver(envelope.message);
  }

  end(reason: string): void {
    for (const number of [...this.#open.keys()]) this.#close(number, reason);
  }

  #make(number: number): Port {
    const events = new PortEvents();
    this.#open.set(number, events);
    return portOver(events, {
      send: (message) => {
        if (this.#open.has(number)) this.send({ port: number, message });
      },
      close: () => {
        if (!this.#open.has(number)) return;
        this.send({ port: number, closed: true });
        this.#close(number, 'closed');
      },
    });
  }

  #close(number: number, reason: string): void {
    this.#open.get(number)?.end(reason);
    this.#open.delete(number);
  }
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('exit', (code, signal) => {
      resolve(signal ? `ended by ${signal}` : `exit code ${String(code)}`);
    });
  });
}
