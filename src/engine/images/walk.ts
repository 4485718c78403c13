import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import { EngineError } from '#shared/errors';
import type { SkippedFile } from '#shared/api';
import { readError } from '../files/read-file';
import { yieldToEventLoop } from '../cooperative-yield';

/** A file found below a folder. */
export interface FoundFile {
  /** The path as bytes, because a name need not be valid UTF-8. */
  readonly path: Buffer;
  /** The path relative to the folder, for messages. */
  readonly name: string;
  /** The name of the sub-folder; null for files in the folder itself. */
  readonly className: string | null;
}

const MAX_DEPTH = 32;
const MAX_FILES = 1_000_000;
const SYSTEM_FILES = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i;

/**
 * Returns whether a file or folder of this name is hidden or made by an operating system. Such are ignored without
 * a report.
 */
export function isSystemFile(name: string): boolean {
  return SYSTEM_FILES.test(name);
}

/**
 * Lists every regular file below a folder in the natural order of names. It follows links, but visits each
 * folder once. Entries that cannot be used are listed in `skipped`.
 * @throws EngineError `not-found` or `bad-input` if the folder cannot be read, `too-large` for over a million
 * files.
 */
export async function walkFolder(
  folder: string,
  signal: AbortSignal,
): Promise<{ files: FoundFile[]; skipped: SkippedFile[] }> {
  const files: FoundFile[] = [];
  const skipped: SkippedFile[] = [];
  const visited = new Set<string>();
  await visit(Buffer.from(folder), [], true);
  return { files, skipped };

  async function visit(path: Buffer, above: readonly string[], isRoot: boolean): Promise<void> {
    await yieldToEventLoop(signal);
    const relativePath = above.join('/');
    let entries: Dirent<Buffer>[];
    try {
      const { dev, ino } = await stat(path);
      const identity = `${String(dev)}:${String(ino)}`;
      if (visited.has(identity)) return;
      visited.add(identity);
      entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' });
    } catch (thrown) {
      if (isRoot) throw readError(thrown, path);
      skipped.push({ path: relativePath, reason: 'the folder cannot be read' });
      return;
    }
    entries.sort((a, b) => naturalOrder(a.name.toString(), b.name.toString()));
    for (const entry of entries) {
      const label = isUtf8(entry.name) ? entry.name.toString() : entry.name.toString('latin1');
      if (isSystemFile(label)) continue;
      const below = [...above, label];
      const name = below.join('/');
      const child = Buffer.concat([path, Buffer.from('/'), entry.name]);
      const kind = await kindOf(entry, child);
      if (kind === 'folder' && below.length < MAX_DEPTH) await visit(child, below, false);
      else if (kind === 'file') files.push({ path: child, name, className: above.at(-1) ?? null });
      else
        skipped.push({ path: name, reason: kind === 'folder' ? 'the folders are nested too deeply' : kind });
      if (files.length > MAX_FILES) {
        throw new EngineError(
          'too-large',
          `The folder contains more than ${String(MAX_FILES)} files: ${folder}.`,
          'Open one of its folders.',
        );
      }
    }
  }
}

/** Returns 'file', 'folder', or the reason why the entry is neither. */
async function kindOf(entry: Dirent<Buffer>, path: Buffer): Promise<string> {
  try {
    const target = entry.isSymbolicLink() ? await stat(path) : entry;
    if (target.isDirectory()) return 'folder';
    return target.isFile() ? 'file' : 'not a regular file';
  } catch {
    return 'a broken link'; // stat fails only for links without a target and for loops of links
  }
}

/**
 * Compares names so that "2.png" precedes "10.png"; other parts by character code, the same on every machine.
 */
function naturalOrder(a: string, b: string): number {
  const parts = (text: string) => text.split(/(\d+)/);
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i] ?? '', right[i] ?? ''];
    const byNumber = i % 2 === 1 ? Number(x) - Number(y) : 0;
    if (byNumber !== 0) return byNumber;
    if (x !== y) return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
