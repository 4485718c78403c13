import { EngineError } from '#shared/errors';
import { formatBytes, MIB } from '#shared/units';
import type { SaveTarget } from './host';

/** The largest file that is collected in memory where the browser cannot write to disk. */
const MAX_MEMORY_BYTES = 1024 * MIB;
/** Browsers do not report when they have read a download, so its URL stays valid this long. */
const DOWNLOAD_URL_MS = 60_000;

/** Available in Chromium only, and only on secure origins. */
declare global {
  interface Window {
    showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
  }
}

/** Writes to `known`, or to a file that the person chooses. Browsers that cannot write to disk download the file. */
export async function saveInBrowser(
  suggestedName: string,
  known?: FileSystemFileHandle,
): Promise<(SaveTarget & { readonly handle?: FileSystemFileHandle }) | null> {
  if (!window.showSaveFilePicker) return new Download(suggestedName);
  try {
    const handle = known ?? (await window.showSaveFilePicker({ suggestedName }));
    return { ...fileTarget(handle.name, await handle.createWritable()), handle };
  } catch (thrown) {
    if (!(thrown instanceof DOMException)) throw thrown;
    if (thrown.name === 'AbortError') return null; // the person cancelled
    return new Download(suggestedName);
  }
}

/** Writes to a temporary file of the browser, which gets its final name when it is closed. */
function fileTarget(name: string, writable: FileSystemWritableFileStream): SaveTarget {
  return {
    name,
    write: (data, position) => writable.write({ type: 'write', data, position }),
    finish: () => writable.close(),
    discard: () => writable.abort(),
  };
}

/** Collects the file in memory and downloads it. */
class Download implements SaveTarget {
  readonly name: string;
  #bytes = new Uint8Array(MIB);
  #length = 0;

  constructor(name: string) {
    this.name = name;
  }

  async write(bytes: Uint8Array<ArrayBuffer>, position: number): Promise<void> {
    await Promise.resolve();
    const end = position + bytes.length;
    this.#growTo(end);
    this.#bytes.set(bytes, position);
    this.#length = Math.max(this.#length, end);
  }

  finish(): Promise<void> {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([this.#bytes.subarray(0, this.#length)]));
    link.download = this.name;
    link.click();
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
    }, DOWNLOAD_URL_MS);
    return this.discard();
  }

  discard(): Promise<void> {
    this.#bytes = new Uint8Array(0);
    return Promise.resolve();
  }

  #growTo(length: number): void {
    if (length <= this.#bytes.length) return;
    if (length > MAX_MEMORY_BYTES) {
      throw new EngineError(
        'too-large',
        `This browser can only save files of up to ${formatBytes(MAX_MEMORY_BYTES)}.`,
        'Use the desktop app, Chrome or Edge.',
      );
    }
    const grown = new Uint8Array(Math.min(MAX_MEMORY_BYTES, Math.max(length, 2 * this.#bytes.length)));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
