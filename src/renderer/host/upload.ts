import { cancelled, EngineError } from '#shared/errors';
import { OpenedSource, UploadBegun } from '#shared/host';
import { formatBytes } from '#shared/units';
import { ask } from './server-request';
import type { PickedFile } from './dropped';
import type { UploadWatch } from './host';

const PARALLEL = 4;

/** Sends files to the server and opens them there. Where one fails, none stays. */
export async function upload(
  files: readonly PickedFile[],
  budgetBytes: number,
  { onUpload, signal }: UploadWatch,
): Promise<OpenedSource> {
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  if (bytes > budgetBytes) {
    throw new EngineError(
      'too-large',
      `These files are ${formatBytes(bytes)}; a browser can send ${formatBytes(budgetBytes)}.`,
      'Open fewer, or start Mnemoscope with their folder.',
    );
  }
  const { id } = UploadBegun.parse(await ask('/uploads', { method: 'POST' }));
  const stop = new AbortController();
  try {
    const queue = files.values();
    let done = 0;
    onUpload(done, files.length);
    const sendRest = async () => {
      for (const { file, path } of queue) {
        const address = `/uploads/${id}/${encodeURIComponent(path)}`;
        await ask(address, { method: 'PUT', body: file, signal: AbortSignal.any([signal, stop.signal]) });
        onUpload(++done, files.length);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, sendRest));
    return OpenedSource.parse(await ask(`/uploads/${id}/done`, { method: 'POST' }));
  } catch (thrown) {
    stop.abort();
    await ask(`/uploads/${id}`, { method: 'DELETE' });
    throw signal.aborted ? cancelled() : thrown;
  }
}
