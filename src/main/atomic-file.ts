import { rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError } from '#shared/errors';

/** A file that is written beside its final path and moved there when it is complete. */
export class AtomicFile {
  readonly name: string;
  readonly #path: string;
  readonly #partPath: string;
  readonly #handle: FileHandle;

  private constructor(path: string, partPath: string, handle: FileHandle) {
    this.name = basename(path);
    this.#path = path;
    this.#partPath = partPath;
    this.#handle = handle;
  }

  /** `id` separates two files that are written to the same path at the same time. */
  static async create(path: string, id: number): Promise<AtomicFile> {
    const partPath = join(dirname(path), `.${basename(path)}.${String(process.pid)}-${String(id)}.part`);
    return withWriteErrors(path, async () => new AtomicFile(path, partPath, await open(partPath, 'wx')));
  }

  write(bytes: Uint8Array, position: number): Promise<void> {
    return withWriteErrors(this.#path, async () => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    });
  }

  finish(): Promise<void> {
    return withWriteErrors(this.#path, async () => {
      try {
        await this.#handle.sync();
        await this.#handle.close();
        await rename(this.#partPath, this.#path);
      } catch (thrown) {
        await this.discard();
        throw thrown;
      }
    });
  }

  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#partPath, { force: true });
  }

  /** Discards the file synchronously, because the app may be about to exit. */
  discardNow(): void {
    void this.#handle.close();
    rmSync(this.#partPath, { force: true });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EACCES: 'you do not have permission to write there',
  EPERM: 'you do not have permission to write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
};

async function withWriteErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
    const reason = REASONS[code] ?? code;
    throw new EngineError('bad-input', `${path} could not be written: ${reason}.`, 'Save it elsewhere.', {
      cause: thrown,
    });
  }
}
