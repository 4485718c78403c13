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
 * The files that a command writes. Each is written in a temporary folder beside its final path and moved there when it is
 * complete. A command that fails or is cancelled leaves nothing behind and never changes an older file.
 */
export class OutputFiles {
  readonly #files: PendingFile[] = [];

  constructor() {
    // also runs when the process is interrupted
    process.once('exit', () => {
      this.discard();
    });
  }

  /** Reserves a path, so an invalid one is reported before anything is computed. */
  reserve(path: string): PendingFile {
    const file = new PendingFile(finalPath(resolve(path)));
    this.#files.push(file);
    return file;
  }

  /** Moves every file to its final path. */
  commit(): void {
    for (const file of this.#files) file.commit();
  }

  /** Removes the files that were not committed. It may be called twice. */
  discard(): void {
    for (const file of this.#files) file.discard();
  }
}

/** A file that is being written and has not reached its final path. */
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

  /** Opens the file for writing and reading; the caller closes the descriptor. */
  open(): number {
    return openSync(this.#file, 'w+');
  }

  write(content: Uint8Array | string): void {
    writeFileSync(this.#file, content);
  }

  /** Opens a scratch file for reading and writing, which is removed with this file. */
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

/** Follows a link to its target. Only a regular file can be replaced. */
function finalPath(path: string): string {
  if (!existsSync(path)) return path;
  const target = realpathSync(path);
  if (statSync(target).isFile()) return target;
  const reason = statSync(target).isDirectory() ? 'it is a folder' : 'it is not a regular file';
  throw new EngineError('bad-input', `${path} cannot be written: ${reason}.`, 'Choose another name.');
}

/** Turns a failed write into an error for people. */
export function writeFailure(thrown: unknown, path: string): EngineError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'its folder does not exist',
    ENOTDIR: 'its folder is a file',
    EACCES: 'you do not have permission to write there',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    EFBIG: 'the file would exceed the size limit',
    EISDIR: 'it is a folder',
  };
  const reason = reasons[code] ?? (code || String(thrown));
  return new EngineError('bad-input', `${path} cannot be written: ${reason}.`, 'Choose another path.', {
    cause: thrown,
  });
}
