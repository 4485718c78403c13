import type { ZipWriterConstructorOptions } from '@zip.js/zip.js/lib/zip-core-custom.js';
import {
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from '@zip.js/zip.js/lib/zip-core-custom.js';

/** Returns a zip archive of some files. */
export async function zipOf(
  files: Readonly<Record<string, Uint8Array | string>>,
  options: ZipWriterConstructorOptions = {},
  comment = '',
): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, ...options });
  for (const [name, content] of Object.entries(files)) await addTo(zip, name, content);
  return zip.close(new TextEncoder().encode(comment));
}

/** Adds a file to an archive that is written with several options. */
export async function addTo(
  zip: ZipWriter<unknown>,
  name: string,
  content: Uint8Array | string,
  options: ZipWriterConstructorOptions = {},
): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await zip.add(name, new Uint8ArrayReader(bytes), options);
}

/** Returns the files of a zip archive by name. */
export async function filesInZip(archive: Uint8Array): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const entry of await new ZipReader(new Uint8ArrayReader(archive)).getEntries()) {
    if (entry.directory) continue;
    files.set(entry.filename, await entry.getData(new Uint8ArrayWriter(), { checkCrc32: true }));
  }
  return files;
}
