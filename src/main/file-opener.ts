import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { EngineError, toEngineError } from '#shared/errors';
import type { Opened, OpenedSession, OpenedSource } from '#shared/host';
import type { ImageReference, SessionHeader } from '#shared/session-file';
import { pathsId } from './recent-files';
import type { RecentFiles } from './recent-files';
import { readFilePart, readSessionHeader } from './session-header';

/** `\\server\share`. Checking whether such a path exists would already reveal this machine to that server. */
const NETWORK_PATH = /^[\\/]{2}/;

/** `isChosen`: a person chose this file themselves, rather than through a list that the window shows. */
interface Origin {
  readonly isChosen: boolean;
}

/** Opens pictures and session files, and with a session the pictures that it refers to. */
export class FileOpener {
  readonly #sessionPaths: string[] = [];

  constructor(
    /** Allows the engines to read these paths. */
    private readonly grant: (paths: readonly string[]) => Promise<OpenedSource>,
    private readonly recent: RecentFiles,
  ) {}

  /** Opens what a person chose. A session is recognised by its content, whatever its name is. */
  open(paths: readonly string[]): Promise<Opened> {
    return this.#open(
      paths.map((path) => resolve(path)),
      { isChosen: true },
    );
  }

  async openImages(paths: readonly string[]): Promise<OpenedSource> {
    const source = await this.grant(paths);
    this.recent.add('images', paths, source.name);
    this.recent.markChosen(paths);
    return source;
  }

  async openSession(path: string): Promise<OpenedSession> {
    const opened = await this.open([path]);
    if ('size' in opened) return opened;
    throw new EngineError(
      'bad-input',
      `${basename(path)} is not a Mnemoscope session.`,
      'Choose another file.',
    );
  }

  async openRecent(id: string): Promise<Opened> {
    const file = this.recent.find(id);
    if (!file) throw new EngineError('not-found', 'This file is no longer in the list.', 'Open it again.');
    // only the window says that a person chose it from the list
    return this.#open(file.paths, { isChosen: false });
  }

  /** Opens an autosaved session. No person chose it, so it leads only to pictures that were opened before. */
  async openAutosaved(path: string): Promise<OpenedSession | null> {
    const header = await readSessionHeader(path);
    return header && { ...(await this.#describe(path, header, { isChosen: false })), saveLocation: null };
  }

  read(id: number, position: number, length: number): Promise<Uint8Array> {
    const path = this.#sessionPaths[id];
    if (path === undefined)
      throw new EngineError('bad-request', 'This session is not open.', 'Open it again.');
    return readFilePart(path, position, length);
  }

  async #open(paths: readonly string[], origin: Origin): Promise<Opened> {
    const [first = '', ...others] = paths;
    const header = others.length === 0 && (await isFile(first)) ? await readSessionHeader(first) : null;
    if (!header) return this.openImages(paths);
    this.recent.add('session', [first]);
    return this.#describe(first, header, origin);
  }

  async #describe(path: string, { images }: SessionHeader, origin: Origin): Promise<OpenedSession> {
    const id = this.#sessionPaths.push(path) - 1;
    const { size } = await stat(path);
    const sources: (OpenedSource | null)[] = [];
    for (const reference of images) sources.push(await this.#resolve(reference, dirname(path), origin));
    return { id, name: basename(path), size, saveLocation: pathsId([path]), images: sources };
  }

  /** Looks for pictures where they were, then beside the session, since both may have been moved together. */
  async #resolve(
    reference: ImageReference,
    sessionFolder: string,
    { isChosen }: Origin,
  ): Promise<OpenedSource | null> {
    if (reference.kind === 'sample') return { source: reference.source, name: reference.name };
    if (reference.kind !== 'path') return null;
    const besideSession = reference.paths.map((path) => join(sessionFolder, basename(path)));
    for (const paths of [reference.paths, besideSession]) {
      if (paths.some((path) => !isAbsolute(path) || NETWORK_PATH.test(path))) continue;
      if (!isChosen && !this.recent.wasChosen(paths)) continue;
      try {
        const source = await this.grant(paths);
        if (isChosen) this.recent.markChosen(paths);
        return source;
      } catch (thrown) {
        if (toEngineError(thrown).code === 'internal') throw thrown; // any other code: it is not there
      }
    }
    return null;
  }
}

async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() ?? false;
}
