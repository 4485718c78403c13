import { EngineError } from '#shared/errors';
import { formatBytes, MIB } from '#shared/units';
import type { SaveTarget } from './host';

/** What a file may take in memory where the browser cannot write to disk. */
const MAX_MEMORY_BYTES = 1024 * MIB;
const DOWNLOAD_STARTS_MS = 60_000;

/** Only Chromium has it, and only for pages that it trusts. */
declare global {
  interface Window {
    showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
  }
}

/** Straight to the disk where the browser allows that, else as a download; to `known`, or asks where. */
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
    if (thrown.name === 'AbortError') return null; // the person changed their mind
    return new Download(suggestedName);
  }
}

/** The browser writes to a file of its own, which takes the final name at the end. */
function fileTarget(name: string, writable: FileSystemWritableFileStream): SaveTarget {
  return {
    name,
    write: (data, position) => writable.write({ type: 'write', data, position }),
    finish: () => writable.close(),
    discard: () => writable.abort(),
  };
}

/** Collects the file in memory. */
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
    // browsers do not say when they have taken it
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
    }, DOWNLOAD_STARTS_MS);
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
        `This browser can save files up to ${formatBytes(MAX_MEMORY_BYTES)} only.`,
        'Use the desktop app, Chrome or Edge.',
      );
    }
    const grown = new Uint8Array(Math.min(MAX_MEMORY_BYTES, Math.max(length, 2 * this.#bytes.length)));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
