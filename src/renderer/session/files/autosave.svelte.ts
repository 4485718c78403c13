import { toEngineError } from '#shared/errors';
import type { SessionHeader } from '#shared/session-file';
import type { SessionHost } from '../../host/host';
import { problemOf } from '../problems';
import { writeArchive } from './archive';
import type { SavableSession, StoredView } from './content';
import { contentOf } from './content';
import { sourcesOf } from './format';

/** Changes within this time are saved together. */
const DELAY_MS = 250;
/** The shortest time between two autosaves. */
const PAUSE_MS = 3000;

/** Saves the session, without its recording, whenever it has changed, so it survives a crash. */
export class Autosave {
  readonly #host: SessionHost;
  readonly #session: SavableSession;
  readonly #view: StoredView;
  readonly #file: () => SessionHeader['file'];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #savedAt = -PAUSE_MS;
  #isOver = false;
  #last = '';
  /** A failure is reported once. */
  #isFailureReported = false;
  /** Runs saves one after the other, so each goes to the session that is current at that time. */
  #queue = Promise.resolve();

  constructor(
    host: SessionHost,
    session: SavableSession,
    view: StoredView,
    file: () => SessionHeader['file'],
  ) {
    this.#host = host;
    this.#session = session;
    this.#view = view;
    this.#file = file;
    // the effect is never destroyed, since the autosave lives as long as its window
    $effect.root(() => {
      $effect(() => {
        const { opened, settings, query, playback, displayed } = session;
        const watched = [opened, settings, query, playback.step, view.look, displayed.run, file()?.isChanged];
        if (opened && watched.length > 0) this.schedule();
      });
    });
  }

  /** Saves within some seconds, with all that changes until then. */
  schedule(): void {
    if (this.#isOver || this.#timer !== undefined) return;
    const wait = Math.max(DELAY_MS, this.#savedAt + PAUSE_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#begin();
    }, wait);
  }

  /** Saves pending changes, then switches to another session: a new one, or one that was autosaved before. */
  async another(autosaveId: string | null): Promise<void> {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#begin();
    }
    await this.#queue;
    await this.#host.switchAutosave(autosaveId);
    [this.#last, this.#isFailureReported] = ['', false];
  }

  /** Saves pending changes and stops saving, because the page is about to be reloaded with nothing open. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.another(null);
  }

  #begin(): void {
    this.#timer = undefined;
    this.#savedAt = performance.now();
    this.#queue = this.#queue.then(() => this.#save());
  }

  async #save(): Promise<void> {
    const { opened, settings, problems } = this.#session;
    // a set that is still being opened stores no memories yet
    if (!opened || settings.memories.length === 0) return;
    const file = this.#file();
    const request = { withRecording: false, withHashes: false, file };
    try {
      const { content } = await contentOf(this.#session, this.#view, this.#host, request);
      const text = JSON.stringify({ ...content, savedAt: '' });
      if (text === this.#last) return;
      const written: Uint8Array[] = [];
      const sink = {
        write: (bytes: Uint8Array) => {
          written.push(bytes);
          return Promise.resolve();
        },
      };
      await writeArchive(content, [], sink);
      const bytes = new Uint8Array(await new Blob(written as BlobPart[]).arrayBuffer());
      const sources = sourcesOf(opened.source, [settings]).map((source, i) => ({
        source,
        name: content.images[i]?.name ?? '',
      }));
      const label = { name: file?.name ?? opened.name, hasUnsavedChanges: file?.isChanged !== false };
      await this.#host.autosave(bytes, sources, label);
      this.#last = text;
      if (this.#isFailureReported) problems.dismiss('not-kept');
      this.#isFailureReported = false;
    } catch (thrown) {
      if (this.#isFailureReported) return;
      this.#isFailureReported = true;
      problems.raise(problemOf('not-kept', 'bar', toEngineError(thrown)));
    }
  }
}
