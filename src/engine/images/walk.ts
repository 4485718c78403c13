import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import { EngineError } from '#shared/errors';
import type { SkippedFile } from '#shared/api';
import { readError } from '../files/read-file';
import { yieldToEventLoop } from '../cooperative-yield';

export interface FoundFile {
  /** Bytes, because a name need not be valid UTF-8. */
  readonly path: Buffer;
  /** The path below the folder, for people. */
  readonly name: string;
  /** The sub-folder's name; null for files of the folder itself. */
  readonly className: string | null;
}

const MAX_DEPTH = 32;
const MAX_FILES = 1_000_000;
/** What systems leave in folders; nobody wants to hear of it. */
const LITTER = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i;

/** Every regular file below a folder, in natural order of names; links are followed, each folder once. */
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
    const shown = above.join('/');
    let entries: Dirent<Buffer>[];
    try {
      const { dev, ino } = await stat(path);
      const identity = `${String(dev)}:${String(ino)}`;
      if (visited.has(identity)) return;
      visited.add(identity);
      entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' });
    } catch (thrown) {
      if (isRoot) throw readError(thrown, path);
      skipped.push({ path: shown, reason: 'the folder cannot be read' });
      return;
    }
    entries.sort((a, b) => naturalOrder(a.name.toString(), b.name.toString()));
    for (const entry of entries) {
      const label = isUtf8(entry.name) ? entry.name.toString() : entry.name.toString('latin1');
      if (LITTER.test(label)) continue;
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
          `The folder holds more than ${String(MAX_FILES)} files: ${folder}.`,
        );
      }
    }
  }
}

/** 'file', 'folder', or the reason why it is neither. */
async function kindOf(entry: Dirent<Buffer>, path: Buffer): Promise<string> {
  try {
    const target = entry.isSymbolicLink() ? await stat(path) : entry;
    if (target.isDirectory()) return 'folder';
    return target.isFile() ? 'file' : 'not a regular file';
  } catch {
    return 'a link that leads nowhere'; // stat fails only for links whose target is gone or loops
  }
}

/** "2.png" before "10.png"; otherwise by character code, the same on every machine. */
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
