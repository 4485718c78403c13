import { join } from 'node:path';
import type { MessagePortMain, UtilityProcess } from 'electron';
import { MessageChannelMain, utilityProcess } from 'electron';
import type { Grant } from '#engine/path-guard';
import { minimalEnvironment } from '#engine/process/bare-environment';
import type { HelperKind } from '#engine/process/helper';
import { discardsStderr } from '#engine/process/helper';
import type { FromHelper, HelperRequest, ToHelper } from '#engine/process/utility-protocol';
import { allowedEnvironment } from './helper-environment';

/** A program in out/main that runs as a utility process. */
export interface HelperProgram {
  readonly builtFolder: string;
  readonly name: HelperKind | 'cli';
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A helper process. It receives ports to its clients, and helpers of its own on request. */
export class UtilityHelper {
  readonly #child: UtilityProcess;
  readonly #builtFolder: string;
  readonly #helpers = new Map<number, UtilityHelper>();
  /** Resolvers of the grants that the process has not confirmed yet, by their ids. */
  readonly #unconfirmed = new Map<string, () => void>();
  #confirmed: Promise<unknown> = Promise.resolve();

  constructor({ builtFolder, name, args = [], env }: HelperProgram) {
    this.#builtFolder = builtFolder;
    this.#child = utilityProcess.fork(join(builtFolder, `${name}.js`), [...args], {
      serviceName: `mnemoscope-${name}`,
      env: name === 'energy' ? minimalEnvironment() : allowedEnvironment(env),
      stdio: ['ignore', name === 'cli' ? 'inherit' : 'ignore', discardsStderr(name) ? 'ignore' : 'inherit'],
    });
    this.#child.on('message', (message) => {
      this.#receive(message as FromHelper);
    });
    this.#child.on('exit', () => {
      for (const helper of this.#helpers.values()) helper.end();
      for (const confirm of this.#unconfirmed.values()) confirm();
    });
  }

  /** Connects a client, which holds the other end of the port. */
  connect(port: MessagePortMain): void {
    this.#send({ type: 'port' }, port);
  }

  grant(grant: Grant): void {
    const confirmed = new Promise<void>((resolve) => this.#unconfirmed.set(grant.id, resolve));
    this.#confirmed = Promise.all([this.#confirmed, confirmed]);
    this.#send({ type: 'grant', grant });
  }

  /** Resolves once the process knows every grant so far, or has ended. */
  async whenGrantsKnown(): Promise<void> {
    await this.#confirmed;
  }

  onExit(listener: (reason: string) => void): void {
    this.onExitStatus((status) => {
      listener(`exit code ${String(status)}`);
    });
  }

  onExitStatus(listener: (status: number) => void): void {
    this.#child.on('exit', listener);
  }

  /** Kills the process. Nothing else stops a call to the device, and a helper has nothing to save. */
  end(): void {
    this.#child.kill();
  }

  #receive(message: FromHelper): void {
    if (message.type === 'granted') {
      this.#unconfirmed.get(message.id)?.();
      this.#unconfirmed.delete(message.id);
    } else if (message.type === 'start') {
      this.#start(message);
    } else {
      const helper = this.#helpers.get(message.id);
      if (helper) this.#fulfil(message, helper); // otherwise it has ended, and 'helper-ended' is on its way
    }
  }

  #start({ id, kind, env }: HelperRequest & { type: 'start' }): void {
    const helper = new UtilityHelper({ builtFolder: this.#builtFolder, name: kind, env });
    this.#helpers.set(id, helper);
    helper.onExit((reason) => {
      this.#helpers.delete(id);
      this.#send({ type: 'helper-ended', id, reason });
    });
  }

  #fulfil(request: Exclude<HelperRequest, { type: 'start' }>, helper: UtilityHelper): void {
    const { id } = request;
    if (request.type === 'open') {
      const { port1, port2 } = new MessageChannelMain();
      helper.connect(port1);
      this.#send({ type: 'helper-port', id, port: request.port }, port2);
    } else if (request.type === 'grant-to') {
      helper.grant(request.grant);
      void helper.whenGrantsKnown().then(() => {
        this.#send({ type: 'helper-granted', id });
      });
    } else {
      helper.end();
    }
  }

  #send(message: ToHelper, ...ports: MessagePortMain[]): void {
    this.#child.postMessage(message, ports);
  }
}
