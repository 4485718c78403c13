import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Port } from '#shared/rpc/port';
import { PortEvents, portOver } from '#shared/rpc/port';
import type { Grant } from '../path-guard';
import { appFolder } from '../root';
import { minimalEnvironment } from './bare-environment';
import type { HelperHost, StartProcess } from './helper';
import { discardsStderr, helperStarter } from './helper';

/** What passes between a helper and its host over Node's own channel: the messages of any number of ports. */
type Envelope =
  | { readonly port: number; readonly opened: true }
  | { readonly port: number; readonly message: unknown }
  | { readonly port: number; readonly closed: true }
  | { readonly grant: Grant };

/** Starts a helper for plain Node: the CLI, the server, the tests. The helpers' built entries lie in out/main. */
export const forkProcess: StartProcess = (kind, env = {}) => {
  const child = fork(join(appFolder, 'out', 'main', `${kind}.js`), {
    serialization: 'advanced',
    env: kind === 'energy' ? minimalEnvironment() : { ...process.env, ...env },
    // stdout belongs to results
    stdio: ['ignore', 'ignore', discardsStderr(kind) ? 'ignore' : 'inherit', 'ipc'],
    execArgv: [],
  });
  const ports = new Ports((envelope) => {
    if (child.connected) child.send(envelope);
  });
  child.on('message', (envelope) => {
    ports.take(envelope as Envelope);
  });
  const exit = endOf(child);
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

/** StartHelper for plain Node. */
export const forkHelper = helperStarter(forkProcess);

/** This process's host, where plain Node started it. The helper ends with its host. */
export function forkHost(): HelperHost {
  const grants = new PortEvents();
  const opened = new PortEvents();
  const ports = new Ports(
    (envelope) => {
      if (process.connected) process.send?.(envelope);
    },
    (port) => {
      opened.deliver(port);
    },
  );
  process.on('message', (envelope: Envelope) => {
    if ('grant' in envelope) grants.deliver(envelope.grant);
    else ports.take(envelope);
  });
  process.on('disconnect', () => {
    process.exit(0);
  });
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
    startProcess: forkProcess,
  };
}

/** Many ports over one channel. What is said of a port that is not open are the last words of one that was closed. */
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

  take(envelope: Envelope): void {
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

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('exit', (code, signal) => {
      resolve(signal ? `ended by ${signal}` : `exit code ${String(code)}`);
    });
  });
}
