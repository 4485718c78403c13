import { PATH_PARAMETERS } from '#engine/path-guard';
import type { OpenedFiles } from '#shell/opened-files';
import { EngineError } from '#shared/errors';
import { FilmDone, FilmFailed, FilmJob } from '#shared/film-job';
import { Progress } from '#shared/progress';
import { MIB } from '#shared/units';
import type { Route } from './http-router';
import { readBody, readJson } from './http-router';

const MAX_CHUNK_BYTES = 64 * MIB;

/** Describes a film and receives it from the page that draws it. */
export interface FilmSink {
  readonly job: FilmJob;
  write(bytes: Uint8Array, position: number): Promise<void>;
  progress(progress: Progress): void;
  done(frames: number): void;
  failed(error: EngineError): void;
}

/** Returns the routes through which the film page receives its job and delivers the film. */
export async function filmRoutes(sink: FilmSink, opened: OpenedFiles): Promise<Route[]> {
  const job = FilmJob.parse(await withGrants(sink.job, opened));
  return [
    { method: 'GET', path: /^\/film\/job$/, handle: () => job },
    {
      method: 'PUT',
      path: /^\/film\/out$/,
      handle: async ({ request, url }) => {
        const position = url.searchParams.get('position') ?? '';
        if (!/^\d{1,15}$/.test(position)) throw new EngineError('bad-request', 'The position is missing.');
        await sink.write(await readBody(request, MAX_CHUNK_BYTES), Number(position));
      },
    },
    {
      method: 'POST',
      path: /^\/film\/progress$/,
      handle: async ({ request }) => {
        sink.progress(await readJson(request, Progress));
      },
    },
    {
      method: 'POST',
      path: /^\/film\/done$/,
      handle: async ({ request }) => {
        sink.done((await readJson(request, FilmDone)).frames);
      },
    },
    {
      method: 'POST',
      path: /^\/film\/failed$/,
      handle: async ({ request }) => {
        const { message, next } = await readJson(request, FilmFailed);
        sink.failed(new EngineError('unsupported', message, next));
      },
    },
  ];
}

/** Returns a copy of the value in which each path is opened and replaced by its grant, since a page may not use paths. */
async function withGrants(value: unknown, opened: OpenedFiles): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => withGrants(item, opened)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([key, inner]: [string, unknown]) => {
    const isPath = PATH_PARAMETERS.has(key) && typeof inner === 'string' && !inner.startsWith('sample:');
    return [key, isPath ? (await opened.add([inner])).source : await withGrants(inner, opened)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
