import { join } from 'node:path';
import type { MessagePortMain, UtilityProcess } from 'electron';
import { MessageChannelMain, utilityProcess } from 'electron';
import type { Grant } from '#engine/path-guard';
import { minimalEnvironment } from '#engine/process/bare-environment';
import type { HelperKind } from '#engine/process/helper';
import { discardsStderr } from '#engine/process/helper';
import type { FromHelper, HelperRequest, ToHelper } from '#engine/process/utility-protocol';
import { allowedEnvironment } from './helper-environment';

/** A program in out/main that is run as a utility process. */
export interface HelperProgram {
  readonly builtFolder: string;
  readonly name: HelperKind | 'cli';
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A helper as a utility process. It is given ports to its clients, and helpers of its own when it asks for them. */
export class UtilityHelper {
  readonly #child: UtilityProcess;
  readonly #builtFolder: string;
  readonly #helpers = new Map<number, UtilityHelper>();
  /** PathGuard that it has not confirmed, by their ids. */
  readonly #unheard = new Map<string, () => void>();
  #heard: Promise<unknown> = Promise.resolve();

  constructor({ builtFolder, name, args = [], env }: HelperProgram) {
    this.#builtFolder = builtFolder;
    this.#child = utilityProcess.fork(join(builtFolder, `${name}.js`), [...args], {
      serviceName: `mnemoscope-${name}`,
      env: name === 'energy' ? minimalEnvironment() : allowedEnvironment(env),
      stdio: ['ignore', name === 'cli' ? 'inherit' : 'ignore', discardsStderr(name) ? 'ignore' : 'inherit'],
    });
    this.#child.on('message', (message) => {
      this.#answer(message as FromHelper);
    });
    this.#child.on('exit', () => {
      for (const helper of this.#helpers.values()) helper.end();
      for (const heard of this.#unheard.values()) heard();
    });
  }

  /** Gives it a client: the other end of the port is the client's. */
  join(port: MessagePortMain): void {
    this.#tell({ type: 'port' }, port);
  }

  grant(grant: Grant): void {
    const heard = new Promise<void>((resolve) => this.#unheard.set(grant.id, resolve));
    this.#heard = Promise.all([this.#heard, heard]);
    this.#tell({ type: 'grant', grant });
  }

  /** Resolves once it knows all that was granted so far, or is gone. */
  async whenGrantsKnown(): Promise<void> {
    await this.#heard;
  }

  onExit(ended: (reason: string) => void): void {
    this.onStatus((status) => {
      ended(`exit code ${String(status)}`);
    });
  }

  onStatus(ended: (status: number) => void): void {
    this.#child.on('exit', ended);
  }

  /** Kills it: the only way to stop a call to the device, and nothing in a helper needs saving. */
  end(): void {
    this.#child.kill();
  }

  #answer(message: FromHelper): void {
    if (message.type === 'granted') {
      this.#unheard.get(message.id)?.();
      this.#unheard.delete(message.id);
    } else if (message.type === 'start') {
      this.#start(message);
    } else {
      const helper = this.#helpers.get(message.id);
      if (helper) this.#fulfil(message, helper); // else it has ended, which is on its way as an answer
    }
  }

  #start({ id, kind, env }: HelperRequest & { type: 'start' }): void {
    const helper = new UtilityHelper({ builtFolder: this.#builtFolder, name: kind, env });
    this.#helpers.set(id, helper);
    helper.onExit((reason) => {
      this.#helpers.delete(id);
      this.#tell({ type: 'helper-ended', id, reason });
    });
  }

  #fulfil(wish: Exclude<HelperRequest, { type: 'start' }>, helper: UtilityHelper): void {
    const { id } = wish;
    if (wish.type === 'open') {
      const { port1, port2 } = new MessageChannelMain();
      helper.join(port1);
      this.#tell({ type: 'helper-port', id, port: wish.port }, port2);
    } else if (wish.type === 'grant-to') {
      helper.grant(wish.grant);
      void helper.whenGrantsKnown().then(() => {
        this.#tell({ type: 'helper-granted', id });
      });
    } else {
      helper.end();
    }
  }

  #tell(message: ToHelper, ...ports: MessagePortMain[]): void {
    this.#child.postMessage(message, ports);
  }
}
