import { toEngineError } from '#shared/errors';
import type { SessionHead } from '#shared/session-file';
import type { SessionHost } from '../../host/host';
import { problemOf } from '../problems';
import type { Session } from '../session.svelte';
import { writeArchive } from './archive';
import type { StoredView } from './content';
import { contentOf } from './content';
import { sourcesOf } from './format';

/** What changes together is kept together. */
const SOON_MS = 250;
/** Between two times. */
const PAUSE_MS = 3000;

/** Keeps the session without being asked, without its recording, whenever it has changed. */
export class Autosave {
  readonly #host: SessionHost;
  readonly #session: Session;
  readonly #view: StoredView;
  readonly #file: () => SessionHead['file'];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keptAt = -PAUSE_MS;
  #isOver = false;
  #last = '';
  /** It was said that this session is not kept; once is enough. */
  #isSaid = false;
  /** One after another: what is kept goes where it belongs when its turn comes. */
  #queue = Promise.resolve();

  constructor(host: SessionHost, session: Session, view: StoredView, file: () => SessionHead['file']) {
    this.#host = host;
    this.#session = session;
    this.#view = view;
    this.#file = file;
    // for as long as the window lives
    $effect.root(() => {
      $effect(() => {
        const { opened, settings, query, playback, displayed } = session;
        const watched = [opened, settings, query, playback.step, view.look, displayed.run, file()?.isChanged];
        if (opened && watched.length > 0) this.soon();
      });
    });
  }

  soon(): void {
    if (this.#isOver || this.#timer !== undefined) return;
    const wait = Math.max(SOON_MS, this.#keptAt + PAUSE_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#begin();
    }, wait);
  }

  /** Keeps what has changed; from then on another session is kept, a new one or one that was kept before. */
  async another(autosaveId: string | null): Promise<void> {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#begin();
    }
    await this.#queue;
    await this.#host.switchAutosave(autosaveId);
    [this.#last, this.#isSaid] = ['', false];
  }

  /** Keeps what has changed, and from then on nothing: the page is about to be loaded again, with nothing open. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.another(null);
  }

  #begin(): void {
    this.#timer = undefined;
    this.#keptAt = performance.now();
    this.#queue = this.#queue.then(() => this.#keep());
  }

  async #keep(): Promise<void> {
    const { opened, settings, problems } = this.#session;
    // a set that is still being opened has chosen no memories
    if (!opened || settings.memories.length === 0) return;
    const file = this.#file();
    const wish = { withRecording: false, withHashes: false, file };
    try {
      const { content } = await contentOf(this.#session, this.#view, this.#host, wish);
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
      if (this.#isSaid) problems.dismiss('not-kept');
      this.#isSaid = false;
    } catch (thrown) {
      if (this.#isSaid) return;
      this.#isSaid = true;
      problems.raise(problemOf('not-kept', 'bar', toEngineError(thrown)));
    }
  }
}
