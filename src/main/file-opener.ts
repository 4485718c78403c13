import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { EngineError, toEngineError } from '#shared/errors';
import type { Opened, OpenedSession, OpenedSource } from '#shared/host';
import type { ImageReference, SessionHeader } from '#shared/session-file';
import { pathsId } from './recent-files';
import type { RecentFiles } from './recent-files';
import { readSessionHead, readFilePart } from './session-head';

/** `\\server\share`: only to look there would tell that server who looks. */
const NETWORK_PATH = /^[\\/]{2}/;

/** Opens pictures and session files, and for a session the pictures that it names. */
export class FileOpener {
  readonly #paths: string[] = [];

  constructor(
    /** Lets engines read these. */
    private readonly grant: (paths: readonly string[]) => Promise<OpenedSource>,
    private readonly recent: RecentFiles,
  ) {}

  /** What a person has pointed at: a session by what is in it, whatever it is called. */
  open(paths: readonly string[]): Promise<Opened> {
    return this.#open(
      paths.map((path) => resolve(path)),
      { isPointedAt: true },
    );
  }

  async openSession(path: string): Promise<OpenedSession> {
    const opened = await this.open([path]);
    if ('size' in opened) return opened;
    throw new EngineError('bad-input', `${basename(path)} is not a session of Mnemoscope.`, 'Open another.');
  }

  async openRecent(id: string): Promise<Opened> {
    const found = this.recent.find(id);
    if (!found) throw new EngineError('not-found', 'This is not in the list any more.', 'Open it anew.');
    // the window alone says that it was chosen from the list
    return this.#open(found.paths, { isPointedAt: false });
  }

  /** One that was kept: nobody points at it, so it leads only to what people have opened before. */
  async openAutosaved(path: string): Promise<OpenedSession | null> {
    const head = await readSessionHead(path);
    return head && { ...(await this.#session(path, head, { isPointedAt: false })), saveLocation: null };
  }

  read(id: number, position: number, length: number): Promise<Uint8Array> {
    const path = this.#paths[id];
    if (path === undefined)
      throw new EngineError('bad-request', 'This session is not open.', 'Open it again.');
    return readFilePart(path, position, length);
  }

  async #open(paths: readonly string[], how: { isPointedAt: boolean }): Promise<Opened> {
    const [only = '', ...others] = paths;
    const head = others.length === 0 && (await isFile(only)) ? await readSessionHead(only) : null;
    if (head) {
      this.recent.add('session', [only]);
      return this.#session(only, head, how);
    }
    const source = await this.grant(paths);
    this.recent.add('images', paths, source.name);
    this.recent.markChosen(paths);
    return source;
  }

  async #session(
    path: string,
    { images }: SessionHeader,
    { isPointedAt }: { isPointedAt: boolean },
  ): Promise<OpenedSession> {
    const id = this.#paths.push(path) - 1;
    const { size } = await stat(path);
    const found: (OpenedSource | null)[] = [];
    for (const reference of images) found.push(await this.#find(reference, dirname(path), isPointedAt));
    return { id, name: basename(path), size, saveLocation: pathsId([path]), images: found };
  }

  /** Where it was, or else beside the session, with which it may have been moved. */
  async #find(reference: ImageReference, beside: string, isPointedAt: boolean): Promise<OpenedSource | null> {
    if (reference.kind === 'sample') return { source: reference.source, name: reference.name };
    if (reference.kind !== 'path') return null;
    for (const paths of [reference.paths, reference.paths.map((path) => join(beside, basename(path)))]) {
      if (paths.some((path) => !isAbsolute(path) || NETWORK_PATH.test(path))) continue;
      if (!isPointedAt && !this.recent.wasChosen(paths)) continue;
      try {
        const source = await this.grant(paths);
        if (isPointedAt) this.recent.markChosen(paths);
        return source;
      } catch (thrown) {
        if (toEngineError(thrown).code === 'internal') throw thrown; // else it is not there
      }
    }
    return null;
  }
}

async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() ?? false;
}
