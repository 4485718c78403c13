import { EngineError, toEngineError } from '#shared/errors';
import type { Handlers } from '#shared/rpc/server';

/** Files or a folder that a person has opened; a window knows them by `id` alone. */
export interface Grant {
  /** `grant:` and a random part. */
  readonly id: string;
  /** What a person calls it. */
  readonly name: string;
  /** One folder or file, or several pictures. */
  readonly paths: readonly string[];
}

/** The parameters that name a file, in whatever method they occur. */
export const PATH_PARAMETERS = new Set(['source', 'path', 'clampFile', 'projectionFile', 'phaseFile']);

/** What the windows of an engine may read: the samples, and what a person has opened. */
export class PathGuard {
  readonly #grants = new Map<string, Grant>();

  add(grant: Grant): void {
    this.#grants.set(grant.id, grant);
  }

  /** The same handlers for a client that may name only grants and samples: their paths are put in here. */
  guard(handlers: Handlers): Handlers {
    const guarded = Object.entries(handlers).map(([method, handler]) => [
      method,
      async (params: unknown, context: never) => {
        try {
          return await (handler as (params: unknown, context: never) => unknown)(
            this.#resolve(params),
            context,
          );
        } catch (thrown) {
          throw this.#inTheirWords(toEngineError(thrown));
        }
      },
    ]);
    return Object.fromEntries(guarded) as Handlers;
  }

  /** A window's person knows what they opened by its name, not by where a shell keeps it. */
  #inTheirWords(error: EngineError): EngineError {
    const named = [...this.#grants.values()].reduce(
      (message, { name, paths }) => paths.reduce((text, path) => text.replaceAll(path, name), message),
      error.message,
    );
    return named === error.message ? error : new EngineError(error.code, named, error.next, { cause: error });
  }

  #resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.assign({}, ...Object.entries(value).map(([key, inner]) => this.#entry(key, inner)));
  }

  #entry(key: string, value: unknown): object {
    // pictures by name come from here alone
    if (key === 'files') throw notOpened();
    if (!PATH_PARAMETERS.has(key) || typeof value !== 'string') return { [key]: this.#resolve(value) };
    if (key === 'source' && value.startsWith('sample:')) return { source: value };
    const grant = this.#grants.get(value);
    const [first, ...others] = grant?.paths ?? [];
    if (!grant || first === undefined) throw notOpened();
    if (others.length === 0) return { [key]: first };
    if (key === 'source') return { source: grant.name, files: grant.paths };
    throw new EngineError('bad-request', 'Several files were opened where one is needed.', 'Open one file.');
  }
}

function notOpened(): EngineError {
  return new EngineError('bad-request', 'These files are not open any more.', 'Open them again.');
}
