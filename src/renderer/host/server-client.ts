import { cancelled, deserializeError, EngineError, errorCodes } from '#shared/errors';
import { OpenedSource, UploadStarted } from '#shared/host';
import { formatBytes } from '#shared/units';
import type { UploadOptions } from './host';
import type { PickedFile } from './picked-files';

export const CONNECTION_LOST =
  'The connection to Mnemoscope was lost. Start it again and open the address that it prints.';

const PARALLEL_UPLOADS = 4;

/** Sends a request to the server and returns the parsed JSON. Throws the EngineError of an error response. */
export async function request(path: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (thrown) {
    throw new EngineError('engine-stopped', CONNECTION_LOST, '', { cause: thrown });
  }
  if (response.status === 204) return undefined;
  const value: unknown = await response.json();
  if (response.ok) return value;
  throw errorFrom(value);
}

/** Sends files to the server and opens them there. If one fails, all are removed. */
export async function upload(
  files: readonly PickedFile[],
  budgetBytes: number,
  { onUpload, signal }: UploadOptions,
): Promise<OpenedSource> {
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  if (bytes > budgetBytes) {
    throw new EngineError(
      'too-large',
      `These files take ${formatBytes(bytes)}; a browser can send ${formatBytes(budgetBytes)}.`,
      'Open fewer files, or start Mnemoscope with their folder.',
    );
  }
  const { id } = UploadStarted.parse(await request('/uploads', { method: 'POST' }));
  const failure = new AbortController();
  try {
    const queue = files.values();
    let done = 0;
    onUpload(done, files.length);
    const sendRest = async () => {
      for (const { file, path } of queue) {
        await request(`/uploads/${id}/${encodeURIComponent(path)}`, {
          method: 'PUT',
          body: file,
          signal: AbortSignal.any([signal, failure.signal]),
        });
        onUpload(++done, files.length);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_UPLOADS }, sendRest));
    return OpenedSource.parse(await request(`/uploads/${id}/done`, { method: 'POST' }));
  } catch (thrown) {
    failure.abort();
    await request(`/uploads/${id}`, { method: 'DELETE' });
    throw signal.aborted ? cancelled() : thrown;
  }
}

function errorFrom(value: unknown): EngineError {
  const { code, message, next } = Object(value) as Record<string, unknown>;
  return deserializeError({
    code: errorCodes.find((known) => known === code) ?? 'internal',
    message: typeof message === 'string' ? message : CONNECTION_LOST,
    next: typeof next === 'string' ? next : '',
  });
}
