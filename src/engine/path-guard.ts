import { EngineError, toEngineError } from '#shared/errors';
import type { Method } from '#shared/api';
import type { Handlers, MethodContext } from '#shared/rpc/server';
import { z } from 'zod';

/** Files or a folder that a person has opened. A window refers to them by `id` alone. */
export const Grant = z.object({
  /** `grant:` and a random part. */
  id: z.string(),
  /** The name that messages to people use. */
  name: z.string(),
  /** The path of one folder or file, or of several pictures. */
  paths: z.array(z.string()).readonly(),
});
export type Grant = Readonly<z.infer<typeof Grant>>;

/** The parameters that name a file, in every method that has them. */
export const PATH_PARAMETERS = new Set(['source', 'path', 'clampFile', 'projectionFile', 'phaseFile']);

/** Restricts what the windows of an engine may read to the samples and what a person has opened. */
export class PathGuard {
  readonly #grants = new Map<string, Grant>();

  /** Lets windows read the paths of a grant. */
  add(grant: Grant): void {
    this.#grants.set(grant.id, grant);
  }

  /**
   * Returns the same handlers for a client that may name only grants and samples. The returned handlers
   * replace the ids of grants by their paths, and paths in errors by the names of grants.
   * @throws EngineError `bad-request` (from a handler) if a parameter names anything else.
   */
  guard(handlers: Handlers): Handlers {
    const guarded = Object.entries(handlers).map(([method, handler]) => [
      method,
      async (params: unknown, context: MethodContext<Method>) => {
        // the parameters belong to this handler, but TypeScript cannot follow the pair through the entries
        const handle = handler as (params: unknown, context: MethodContext<Method>) => Promise<unknown>;
        try {
          return await handle(this.#resolve(params), context);
        } catch (thrown) {
          throw this.#withoutPaths(toEngineError(thrown));
        }
      },
    ]);
    return Object.fromEntries(guarded) as Handlers;
  }

  /**
   * Replaces the paths of grants in a message by their names: a shell may keep opened files at other paths.
   */
  #withoutPaths(error: EngineError): EngineError {
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
    // a client never lists files itself: `files` is set below, from a grant
    if (key === 'files') throw notOpened();
    if (!PATH_PARAMETERS.has(key) || typeof value !== 'string') return { [key]: this.#resolve(value) };
    if (key === 'source' && value.startsWith('sample:')) return { source: value };
    const grant = this.#grants.get(value);
    const [first, ...others] = grant?.paths ?? [];
    if (!grant || first === undefined) throw notOpened();
    if (others.length === 0) return { [key]: first };
    if (key === 'source') return { source: grant.name, files: grant.paths };
    throw new EngineError(
      'bad-request',
      'Only one file can be used here, but several were opened.',
      'Open one file.',
    );
  }
}

function notOpened(): EngineError {
  return new EngineError('bad-request', 'These files are not open.', 'Open them again.');
}
