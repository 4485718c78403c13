import type { Method, Params, Result } from '#shared/api';
import type { EngineRole } from '#shared/host';
import type { CallOptions } from '#shared/rpc/client';
import { EngineClient } from '#shared/rpc/client';
import { EngineError, toEngineError } from '#shared/errors';
import type { Host } from '../host/host';

/** An engine that does not read a cancel within this time is ended, because a call to the device cannot be cancelled. */
const CANCEL_TIMEOUT_MS = 5000;

/** How long the window waits for the first answer of an engine, in each attempt to start it. */
const CONNECT_TIMEOUTS_MS = [10_000, 20_000, 40_000];

/**
 * The window's engines. Each is connected when it is first needed, and again after it has stopped. An engine that does
 * not answer in time is ended and replaced.
 */
export class Engines {
  readonly #host: Pick<Host, 'connectEngine' | 'endEngine'>;
  readonly #connectTimeoutsMs: readonly number[];
  readonly #clients = new Map<EngineRole, Promise<EngineClient>>();
  /** For each cancel that the engine has not read: settles once it has, or once the engine is ended. */
  readonly #unreadCancels = new Map<EngineRole, Set<Promise<void>>>();

  constructor(
    host: Pick<Host, 'connectEngine' | 'endEngine'>,
    connectTimeoutsMs: readonly number[] = CONNECT_TIMEOUTS_MS,
  ) {
    this.#host = host;
    this.#connectTimeoutsMs = connectTimeoutsMs;
  }

  async call<M extends Method>(
    role: EngineRole,
    method: M,
    params: Params<M>,
    options: CallOptions<M>,
  ): Promise<Result<M>> {
    // a call that an engine with an unread cancel took would be lost with it
    await Promise.all([...(this.#unreadCancels.get(role) ?? [])]);
    const client = await this.#client(role);
    const watchdog = this.#endIfUnresponsive(role, options.signal);
    try {
      return await client.call(method, params, { ...options, onCancelling: watchdog.stop });
    } catch (thrown) {
      if (toEngineError(thrown).code === 'engine-stopped') this.#clients.delete(role);
      throw thrown;
    } finally {
      watchdog.stop();
    }
  }

  /** Ends an engine whose device failed. The next call starts another process, which opens the device again. */
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
    for (const milliseconds of this.#connectTimeoutsMs) {
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
      'The engine does not respond.',
      'Close programs that keep the processor busy, then try again.',
    );
  }

  #endIfUnresponsive(role: EngineRole, signal: AbortSignal | undefined): { stop: () => void } {
    let settle: (ended?: Promise<void>) => void = () => undefined;
    const read = new Promise<void>((resolve) => (settle = resolve));
    const cancelled = () => {
      const unread = this.#unreadCancels.get(role) ?? new Set();
      this.#unreadCancels.set(role, unread.add(read));
      const timer = setTimeout(() => {
        settle(this.end(role));
      }, CANCEL_TIMEOUT_MS);
      const forget = () => {
        clearTimeout(timer);
        unread.delete(read);
      };
      void read.finally(forget);
    };
    signal?.addEventListener('abort', cancelled);
    return {
      stop: () => {
        signal?.removeEventListener('abort', cancelled);
        settle();
      },
    };
  }
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** The part of Engines that most callers need. */
export type EngineCalls = Pick<Engines, 'call'>;
