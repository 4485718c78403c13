import { deserializeError, EngineError, errorCodes, cancelled } from '#shared/errors';
import { OpenedSource, UploadStarted } from '#shared/host';
import { formatBytes } from '#shared/units';
import type { UploadOptions } from './host';
import type { PickedFile } from './picked-files';

const PARALLEL = 4;

/** Sends files to the server and opens them there. Where one fails, none stays. */
export async function upload(
  files: readonly PickedFile[],
  budgetBytes: number,
  { onUpload, signal }: UploadOptions,
): Promise<OpenedSource> {
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  if (bytes > budgetBytes) {
    throw new EngineError(
      'too-large',
      `These files are ${formatBytes(bytes)}; a browser can send ${formatBytes(budgetBytes)}.`,
      'Open fewer, or start Mnemoscope with their folder.',
    );
  }
  const { id } = UploadStarted.parse(await request('/uploads', { method: 'POST' }));
  const stop = new AbortController();
  try {
    const queue = files.values();
    let done = 0;
    onUpload(done, files.length);
    const sendRest = async () => {
      for (const { file, path } of queue) {
        const address = `/uploads/${id}/${encodeURIComponent(path)}`;
        await request(address, { method: 'PUT', body: file, signal: AbortSignal.any([signal, stop.signal]) });
        onUpload(++done, files.length);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, sendRest));
    return OpenedSource.parse(await request(`/uploads/${id}/done`, { method: 'POST' }));
  } catch (thrown) {
    stop.abort();
    await request(`/uploads/${id}`, { method: 'DELETE' });
    throw signal.aborted ? cancelled() : thrown;
  }
}

export const CONNECTION_LOST =
  'The connection to Mnemoscope was lost. Start it again and open the address that it prints.';

/** Sends a request to the server; a refusal becomes the EngineError that it carries. */
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
  throw refusal(value);
}

function refusal(value: unknown): EngineError {
  const { code, message, next } = Object(value) as Record<string, unknown>;
  return deserializeError({
    code: errorCodes.find((known) => known === code) ?? 'internal',
    message: typeof message === 'string' ? message : CONNECTION_LOST,
    next: typeof next === 'string' ? next : '',
  });
}
