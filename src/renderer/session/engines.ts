import type { Method, Params, Result } from '#shared/api';
import type { EngineRole } from '#shared/host';
import type { CallOptions } from '#shared/rpc/client';
import { EngineClient } from '#shared/rpc/client';
import { toEngineError } from '#shared/errors';
import type { Host } from '../host/host';

/** After this long without an answer to a cancel, an engine is ended: a call to the device cannot be stopped otherwise. */
const PATIENCE_MS = 5000;

/** The window's engines, each connected when it is first needed and again after it stopped. */
export class Engines {
  readonly #host: Host;
  readonly #clients = new Map<EngineRole, Promise<EngineClient>>();

  constructor(host: Host) {
    this.#host = host;
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

  #client(role: EngineRole): Promise<EngineClient> {
    const known = this.#clients.get(role);
    if (known) return known;
    const client = this.#host.connectEngine(role).then((port) => new EngineClient(port));
    this.#clients.set(role, client);
    client.catch(() => this.#clients.delete(role));
    return client;
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
