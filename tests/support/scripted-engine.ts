import type { Method, Params, Result } from '../../src/shared/api';
import { EngineError } from '../../src/shared/errors';
import type { CallOptions } from '../../src/shared/rpc/client';

type Handlers = { [M in Method]: (params: Params<M>, options: CallOptions<M>) => Promise<Result<M>> };

/** An engine without a process: a test says what each method answers. A call that is aborted ends at once. */
export class ScriptedEngine {
  /** The methods that were called, in order. */
  readonly calls: Method[] = [];
  /** The engines that were ended, by their roles. */
  readonly ended: string[] = [];
  readonly #handlers: Partial<Handlers> = {};

  on<M extends Method>(method: M, handler: Handlers[M]): void {
    this.#handlers[method] = handler;
  }

  readonly call = <M extends Method>(
    _role: string,
    method: M,
    params: Params<M>,
    options: CallOptions<M>,
  ): Promise<Result<M>> => {
    this.calls.push(method);
    const handler: Handlers[M] | undefined = this.#handlers[method];
    if (!handler) return Promise.reject(new EngineError('internal', `The test does not answer ${method}.`));
    const { signal } = options;
    const aborted = new Promise<never>((_, reject) => {
      const end = () => {
        reject(new EngineError('cancelled', 'The call was cancelled.'));
      };
      if (signal?.aborted) end();
      else signal?.addEventListener('abort', end, { once: true });
    });
    return Promise.race([aborted, handler(params, options)]);
  };

  readonly end = (role: string): Promise<void> => {
    this.ended.push(role);
    return Promise.resolve();
  };
}

/** A promise that a test settles when it likes. */
export class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    [this.resolve, this.reject] = [resolve, reject];
  });
}

/** Lets everything run that waits for promises. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
