import type { Method, Params, Result } from '#shared/api';
import type { EngineRole } from '#shared/host';
import type { CallOptions } from '#shared/rpc/client';
import { EngineClient } from '#shared/rpc/client';
import { EngineError, toEngineError } from '#shared/errors';
import type { Host } from '../host/host';

/** After this long without an answer to a cancel, an engine is ended: a call to the device cannot be stopped otherwise. */
const PATIENCE_MS = 5000;

/** How long an engine may take to say hello, the first time and after each time that it did not. */
const HELLO_MS = [10_000, 20_000, 40_000];

/**
 * The window's engines, each connected when it is first needed and again after it stopped. One that says nothing is
 * ended, and another started in its place: a person would wait for it without a word.
 */
export class Engines {
  readonly #host: Pick<Host, 'connectEngine' | 'endEngine'>;
  readonly #helloMs: readonly number[];
  readonly #clients = new Map<EngineRole, Promise<EngineClient>>();

  constructor(host: Pick<Host, 'connectEngine' | 'endEngine'>, helloMs: readonly number[] = HELLO_MS) {
    this.#host = host;
    this.#helloMs = helloMs;
  }

  async call<M extends Method>(
    role: EngineRole,
    method: M,
    params: Params<M>,
    options: CallOptions<M>,
  ): Promise<Result<M>> {
    const client = await this.#client(role);
    const patience = this.#endWhenDeaf(role, options.signal);
    try {
      return await client.call(method, params, options);
    } catch (thrown) {
      if (toEngineError(thrown).code === 'engine-stopped') this.#clients.delete(role);
      throw thrown;
    } finally {
      patience.stop();
    }
  }

  /** Ends an engine whose device failed: the next call goes to another process, which gets the device anew. */
  async end(role: EngineRole): Promise<void> {
    this.#clients.delete(role);
    await this.#host.endEngine(role);
  }

  #client(role: EngineRole): Promise<EngineClient> {
    const known = this.#clients.get(role);
    if (known) return known;
    const client = this.#connect(role);
    this.#clients.set(role, client);
    client.catch(() => this.#clients.delete(role));
    return client;
  }

  async #connect(role: EngineRole): Promise<EngineClient> {
    for (const milliseconds of this.#helloMs) {
      const connected = this.#host.connectEngine(role).then(async (port) => {
        const client = new EngineClient(port);
        await client.answered;
        return client;
      });
      const client = await Promise.race([connected, after(milliseconds)]);
      if (client) return client;
      await this.#host.endEngine(role);
    }
    throw new EngineError(
      'engine-stopped',
      'The engine was started and does not answer.',
      'Close other programs that compute, and try again.',
    );
  }

  #endWhenDeaf(role: EngineRole, signal: AbortSignal | undefined): { stop: () => void } {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const cancelled = () => {
      timer = setTimeout(() => void this.#host.endEngine(role), PATIENCE_MS);
    };
    signal?.addEventListener('abort', cancelled);
    return {
      stop: () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancelled);
      },
    };
  }
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** What computes: the only thing that most parts need of the engines. */
export type EngineCalls = Pick<Engines, 'call'>;
