import type { SampleReport } from '#shared/api';
import { EngineError, toEngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import { isOpenedSession } from '#shared/host';
import type { Progress } from '#shared/progress';
import type { Phase } from '../domain/run/session-state';
import type { Host, UploadOptions, Opened } from '../host/host';
import type { SessionFiles } from './files/session-files.svelte';

/** The parts of a session that opening needs. */
export interface OpeningContext {
  readonly phase: Phase;
  reject(error: EngineError): void;
}

/** Opens the sets, files and sessions that a person picks or drops. */
export class Opening {
  /** The name of the set or session that is being opened. */
  name = $state('');
  /** The progress of the upload to the engine; null while nothing is uploaded. */
  upload = $state.raw<Progress | null>(null);
  readonly #host: Host;
  readonly #session: OpeningContext;
  readonly #files: SessionFiles;
  readonly #onOpen: () => void;
  #abort = new AbortController();

  /** `onOpen` is called when something was picked and is about to be read. */
  constructor(host: Host, session: OpeningContext, files: SessionFiles, onOpen: () => void) {
    this.#host = host;
    this.#session = session;
    this.#files = files;
    this.#onOpen = onOpen;
  }

  get isUnderWay(): boolean {
    return this.upload !== null || this.#files.pending !== null || this.#session.phase === 'opening';
  }

  pick(what: 'folder' | 'files' | SampleReport): void {
    if (what === 'folder') void this.#open((watch) => this.#host.openFolder(watch));
    else if (what === 'files') void this.#open((watch) => this.#host.openFiles(watch));
    else void this.#read({ source: what.source, name: what.title });
  }

  /** Picks files without opening them as the set. Resolves to null if the person cancels. Rejects if they cannot be read. */
  async files(): Promise<OpenedSource | null> {
    const watch = this.#begin();
    try {
      const opened = await this.#host.openFiles(watch);
      if (!opened || !isOpenedSession(opened)) return opened;
      throw new EngineError('bad-input', `${opened.name} is a session, not a picture.`, 'Choose pictures.');
    } finally {
      this.#end(watch);
    }
  }

  /** Asks for a session file and opens it. */
  session(): void {
    this.#cancelUpload();
    void this.#files.openSession();
  }

  recent(id: string): void {
    this.#cancelUpload();
    void this.#files.openRecent(id);
  }

  drop(items: DataTransfer): void {
    void this.#open((watch) => this.#host.openDropped(items, watch));
  }

  cancel(): void {
    this.#cancelUpload();
    this.#files.cancel();
  }

  async #open(pick: (watch: UploadOptions) => Promise<Opened | null>): Promise<void> {
    const watch = this.#begin();
    try {
      const source = await pick(watch);
      if (source && !watch.signal.aborted) await this.#read(source);
    } catch (thrown) {
      if (!watch.signal.aborted) this.#session.reject(toEngineError(thrown));
    } finally {
      this.#end(watch);
    }
  }

  /** Starts an upload and cancels the one before it. */
  #begin(): UploadOptions {
    this.#cancelUpload();
    const { signal } = this.#abort;
    const onUpload = (done: number, total: number) => {
      if (signal.aborted) return;
      this.name = 'your files';
      this.upload = { stage: 'Uploading the files', done, total, unit: 'files' };
    };
    return { onUpload, signal };
  }

  #end({ signal }: UploadOptions): void {
    if (this.#abort.signal === signal) this.upload = null;
  }

  #cancelUpload(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.upload = null;
  }

  async #read(opened: Opened): Promise<void> {
    this.upload = null;
    this.name = opened.name;
    this.#onOpen();
    await this.#files.open(opened);
  }
}
