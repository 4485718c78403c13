import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { app } from './app';
import type { PartOf } from './imitation';
import { Imitation } from './imitation';
import { MovedPorts } from './ports';
import type { UtilityWire } from './utility-wire';

const running = new Set<ChildProcess>();

/** Ends every utility process with the app. */
app.on('stand-in-exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

class UtilityProcess extends Imitation implements PartOf<Electron.UtilityProcess> {
  readonly #child: ChildProcess;
  readonly #ports: MovedPorts;

  constructor(program: string, args: readonly string[] = [], options: Electron.ForkOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('utilityProcess cannot be created before app is ready.');
    const { env, stdio = 'inherit', execArgv = [], cwd } = options;
    const [, stdout, stderr] = typeof stdio === 'string' ? ['', stdio, stdio] : stdio;
    this.#child = fork(join(import.meta.dirname, 'utility-bootstrap.js'), [program, ...args], {
      serialization: 'advanced',
      stdio: ['ignore', stdioOf(stdout), stdioOf(stderr), 'ipc'],
      env: { ...(env ?? process.env) },
      execArgv,
      cwd,
    });
    running.add(this.#child);
    this.#ports = new MovedPorts((id) => ({
      message: (data) => {
        this.#send({ type: 'port-message', id, data });
      },
      closed: () => {
        this.#send({ type: 'port-closed', id });
      },
    }));
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message) => {
      this.#receive(message as UtilityWire);
    });
    this.#child.on('exit', (code, signal) => {
      this.#onExit(code ?? 128 + constants.signals[signal ?? 'SIGTERM'], options.serviceName);
    });
  }

  get pid(): number | undefined {
    return running.has(this.#child) ? this.#child.pid : undefined;
  }

  postMessage(data: unknown, transfer?: Electron.MessagePortMain[]): void {
    this.#send({ type: 'message', data: structuredClone(data), ports: this.#ports.move(transfer) });
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }

  #send(message: UtilityWire): void {
    // an exiting process may be connected and not receive; with a callback that is not an error of the app
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #receive(message: UtilityWire): void {
    if (message.type === 'message') this.emit('message', message.data);
    else if (message.type === 'port-message') this.#ports.message(message.id, message.data);
    else this.#ports.closed(message.id);
  }

  #onExit(exitCode: number, name: string | undefined): void {
    running.delete(this.#child);
    this.#ports.closeAll();
    if (exitCode !== 0) {
      app.emit('child-process-gone', {}, { type: 'Utility', reason: 'abnormal-exit', exitCode, name });
    }
    this.emit('exit', exitCode);
  }
}

function stdioOf(setting = 'inherit'): 'ignore' | 'inherit' {
  if (setting === 'ignore' || setting === 'inherit') return setting;
  throw new Error(`Electron's stand-in: stdio "${setting}" is not implemented`);
}

export const utilityProcess = {
  fork: (program: string, args?: string[], options?: Electron.ForkOptions) =>
    new UtilityProcess(program, args, options),
};
