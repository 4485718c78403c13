import {
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EngineError } from '#shared/errors';

/**
 * Files that a command writes: each in a folder of its own beside its final place, and moved there only when it is
 * whole. A command that fails or is cancelled leaves nothing behind and never harms an older file.
 */
export class OutputFiles {
  readonly #drafts: PendingFile[] = [];

  constructor() {
    // whichever way the process ends
    process.once('exit', () => {
      this.discard();
    });
  }

  /** Reserves a place now, so that a wrong path is known before anything is computed. */
  reserve(path: string): PendingFile {
    const draft = new PendingFile(placeOf(resolve(path)));
    this.#drafts.push(draft);
    return draft;
  }

  /** Puts every file in its place. */
  commit(): void {
    for (const draft of this.#drafts) draft.commit();
  }

  /** Removes what was not committed. Safe to call twice. */
  discard(): void {
    for (const draft of this.#drafts) draft.discard();
  }
}

export class PendingFile {
  readonly path: string;
  readonly #folder: string;
  readonly #file: string;

  constructor(path: string) {
    this.path = path;
    try {
      this.#folder = mkdtempSync(join(dirname(path), `.${basename(path)}-`));
    } catch (thrown) {
      throw writeFailure(thrown, path);
    }
    this.#file = join(this.#folder, basename(path));
  }

  /** Opens the draft for writing and reading back; the caller closes it. */
  open(): number {
    return openSync(this.#file, 'w+');
  }

  write(content: Uint8Array | string): void {
    writeFileSync(this.#file, content);
  }

  /** A scratch file beside the draft, removed with it. Opened for reading and writing. */
  scratch(name: string): number {
    return openSync(join(this.#folder, name), constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC);
  }

  commit(): void {
    try {
      renameSync(this.#file, this.path);
    } catch (thrown) {
      throw writeFailure(thrown, this.path);
    }
    this.discard();
  }

  discard(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Where a file of this name is to be put: a link's own target. What is not a file cannot be replaced by one. */
function placeOf(path: string): string {
  if (!existsSync(path)) return path;
  const target = realpathSync(path);
  if (statSync(target).isFile()) return target;
  const what = statSync(target).isDirectory() ? 'it is a folder' : 'it is not a regular file';
  throw new EngineError('bad-input', `${path} cannot be written: ${what}.`, 'Choose another name.');
}

/** A failed write as a sentence. */
export function writeFailure(thrown: unknown, path: string): EngineError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const reasons: Record<string, string> = {
    ENOENT: 'its folder does not exist',
    ENOTDIR: 'its folder is a file',
    EACCES: 'writing there is not permitted',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    EFBIG: 'the file would be larger than is permitted',
    EISDIR: 'it is a folder',
  };
  const reason = reasons[code] ?? (code || String(thrown));
  return new EngineError('bad-input', `${path} cannot be written: ${reason}.`, 'Choose another place.', {
    cause: thrown,
  });
}
