import { rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError } from '#shared/errors';

/** A file that is written beside its final place, and stands there only when it is whole. */
export class AtomicFile {
  readonly name: string;
  readonly #path: string;
  readonly #part: string;
  readonly #handle: FileHandle;

  private constructor(path: string, part: string, handle: FileHandle) {
    this.name = basename(path);
    this.#path = path;
    this.#part = part;
    this.#handle = handle;
  }

  /** `id` keeps two that go to the same place apart. */
  static async create(path: string, id: number): Promise<AtomicFile> {
    const part = join(dirname(path), `.${basename(path)}.${String(process.pid)}-${String(id)}.part`);
    return withWriteErrors(path, async () => new AtomicFile(path, part, await open(part, 'wx')));
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
        await rename(this.#part, this.#path);
      } catch (thrown) {
        await this.discard();
        throw thrown;
      }
    });
  }

  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#part, { force: true });
  }

  /** Discards at once, for an app that may be about to end. */
  discardNow(): void {
    void this.#handle.close();
    rmSync(this.#part, { force: true });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EACCES: 'writing there is not permitted',
  EPERM: 'writing there is not permitted',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
};

async function withWriteErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
    const why = reasons[code] ?? code;
    throw new EngineError('bad-input', `${path} could not be written: ${why}.`, 'Save it elsewhere.', {
      cause: thrown,
    });
  }
}
