import { toEngineError } from '#shared/errors';
import type { OpenedSource, Recent } from '#shared/host';
import { isSession } from '#shared/host';
import { SESSION_ENDING } from '#shared/session-file';
import { formatBytes } from '#shared/units';
import { OtherWindowError } from '../../host/browser';
import type { Host } from '../../host/host';
import { takeOver } from '../../host/index';
import type { Opened, Place, SessionFile } from '../../host/sessions';
import { problemOf } from '../problems';
import type { Session } from '../session.svelte';
import type { Settings } from '../settings';
import { defaultSettings } from '../settings';
import { writeArchive } from './archive';
import type { Looked } from './content';
import { contentOf } from './content';
import { Keeping } from './keeping.svelte';
import type { Loaded } from './load';
import { loadSession } from './load';
import { differencesOf, lossesOf, withoutLost } from './losses';
import { differenceProblem, lossProblem, newerProblem, restoredProblem } from './problems';
import { recordedOf } from './recorded';

/** A session with its recording is larger than this nowhere. */
const MOST_BYTES = 1e9;

/** What saving offers. */
export interface SaveChoice {
  /** What the recording would take; null where it cannot go with it, for the reason `whyNot`. */
  readonly recordingBytes: number | null;
  readonly whyNot: string;
  /** The run went on with other settings on its way: computed again, it begins with the last ones. */
  readonly wasChanged: boolean;
  /** What is chosen unless the person says otherwise. */
  readonly isWanted: boolean;
}

/** Session files: what is open, whether it is saved, and how it comes back. */
export class SessionFiles {
  /** The file that the session belongs to; null for one that was never saved. */
  name = $state<string | null>(null);
  /** In ms since 1970. */
  savedAt = $state<number | null>(null);
  /** Asks the person what to save. */
  choice = $state.raw<SaveChoice | null>(null);
  /** Bytes that are written, while a file is saved. */
  writing = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  recent = $state.raw<readonly Recent[]>([]);
  #place: Place | null = null;
  #saved = $state.raw<Settings | null>(null);
  #hasRecording = false;
  readonly #host: Host;
  readonly #session: Session;
  readonly #view: Looked;
  readonly #keeping: Keeping;

  constructor(host: Host, session: Session, view: Looked) {
    this.#host = host;
    this.#session = session;
    this.#view = view;
    this.#keeping = new Keeping(host.sessions, session, view, () =>
      this.name === null
        ? null
        : {
            name: this.name,
            isChanged: this.isChanged,
            place: typeof this.#place === 'string' ? this.#place : null,
          },
    );
    host.onAskedToOpen?.(() => {
      void this.#orProblem(async () => {
        const opened = await host.startupSource();
        if (opened) await this.open(opened);
      });
    });
  }

  /** The settings differ from those in the file. */
  get isChanged(): boolean {
    return this.#saved !== null && this.#saved !== this.#session.settings;
  }

  /** Begins with what this window had open before it was loaded again, else with what it was started with. */
  async start(): Promise<void> {
    const { sessions } = this.#host;
    try {
      await this.#session.library.list();
      const before = await sessions.kept();
      const startup = before ? null : await this.#host.startupSource();
      const unended = before || startup ? null : await sessions.unended();
      if (before) await this.#openKept(before);
      else if (startup) await this.open(startup);
      else if (unended) await this.#openKept(unended, { isAfterCrash: true });
      if (this.#session.phase !== 'idle' || this.#session.shown.run) return;
      await this.listRecent();
      await this.#session.library.preview();
    } catch (thrown) {
      const problem = problemOf('start', 'bar', toEngineError(thrown));
      const action = { label: 'Take over here', run: takeOver };
      this.#session.problems.raise(thrown instanceof OtherWindowError ? { ...problem, action } : problem);
    }
  }

  async listRecent(): Promise<void> {
    this.recent = await this.#host.sessions.recent();
  }

  /** Opens pictures in settings that hold, or a session as it was. */
  async open(opened: Opened): Promise<void> {
    if (isSession(opened)) {
      await this.#openFile(opened);
      return;
    }
    await this.#begin(null);
    await this.#session.open(opened);
  }

  /** Asks for a session, and opens it. */
  async openSession(): Promise<void> {
    await this.#orProblem(async () => {
      const file = await this.#host.sessions.pick();
      if (file) await this.#openFile(file);
    });
  }

  async openRecent(id: string): Promise<void> {
    await this.#orProblem(async () => {
      await this.open(await this.#host.sessions.openRecent(id));
    });
    await this.listRecent();
  }

  async forgetRecent(id: string): Promise<void> {
    await this.#host.sessions.forgetRecent(id);
    await this.listRecent();
  }

  /** To the file that it belongs to, else asks. */
  async save(): Promise<void> {
    if (this.#cannotBeSaved()) return;
    if (this.#place === null) this.saveAs();
    else await this.write(this.#hasRecording, this.#place);
  }

  /** Asks what to save, and then where. */
  saveAs(): void {
    const { report, shown } = this.#session;
    const { run } = shown;
    if (this.#cannotBeSaved()) return;
    const bytes = run && recordedOf(run, report, (settings) => settings).parts.bytes;
    const isTooLarge = bytes !== null && bytes > MOST_BYTES;
    const wasChanged = (run?.chapters.length ?? 0) > 1;
    const recordingBytes = isTooLarge ? null : bytes;
    this.choice = {
      recordingBytes,
      whyNot: isTooLarge
        ? `It is ${formatBytes(bytes)}; a session holds ${formatBytes(MOST_BYTES)}.`
        : 'Nothing is recorded yet.',
      wasChanged,
      isWanted: recordingBytes !== null && (wasChanged || this.#hasRecording),
    };
  }

  /** Saves to a place, or asks for one. What was asked before is answered with it. */
  async write(withRecording: boolean, place: Place | null = null): Promise<void> {
    this.choice = null;
    await this.#orProblem(async () => {
      const { settings } = this.#session;
      const target = await this.#host.sessions.save(place, this.#suggestedName());
      if (!target) return;
      try {
        const wish = { withRecording, withHashes: true, file: null };
        const { content, parts } = await contentOf(this.#session, this.#view, this.#host.sessions, wish);
        const total = parts.bytes;
        await writeArchive(content, parts.parts, target, (done) => {
          this.writing = { done, total: Math.max(done, total) };
        });
        await target.finish();
      } catch (thrown) {
        await target.discard();
        throw thrown;
      } finally {
        this.writing = null;
      }
      [this.name, this.#place, this.savedAt] = [target.name, target.place, Date.now()];
      [this.#saved, this.#hasRecording] = [settings, withRecording];
      this.#keeping.soon();
    });
  }

  /** Opens nothing of it where something is wrong: what was open stays. */
  async #openFile(file: SessionFile): Promise<void> {
    const loaded = await loadSession(file);
    await this.#begin(file);
    this.#saved = null;
    await this.#show(loaded);
  }

  async #openKept(file: SessionFile, { isAfterCrash = false } = {}): Promise<void> {
    const loaded = await loadSession(file).catch(() => null); // a start without it is better than none
    if (!loaded) return;
    await this.#begin(file);
    const shown = this.#show(loaded);
    if (isAfterCrash) this.#session.problems.raise(restoredProblem(loaded.content, () => void this.#anew()));
    await shown;
  }

  /** Forgets what was open before, but for the file that is opened. */
  async #begin(file: SessionFile | null): Promise<void> {
    if (!file?.isKept) await this.#host.sessions.keepAnother();
    this.#session.problems.clearAll();
    [this.name, this.#place, this.savedAt] = [file?.name ?? null, file?.place ?? null, null];
    [this.#saved, this.#hasRecording] = [null, false];
  }

  /** Shows what there is of it, and says what is gone. */
  async #show(loaded: Loaded, found: readonly (OpenedSource | null)[] = loaded.images): Promise<void> {
    const session = this.#session;
    const { content } = loaded;
    if (loaded.isKept) [this.name, this.#place] = [content.file?.name ?? null, content.file?.place ?? null];
    const losses = await lossesOf(content, found, session.library);
    const [opened = null] = losses.images;
    const settings = withoutLost(loaded.settingsWith(losses.images), losses, content.settings);
    const run = await loaded.runWith(losses.images);
    this.#hasRecording = run !== null;
    this.#view.restore(content.look);
    const { step, query } = content;
    const restored = { settings, step, query, run, report: content.recording?.report ?? null };
    const canShow = run !== null || (opened !== null && settings.memories.length > 0);
    const shown = canShow ? session.restore(opened, restored) : Promise.resolve();
    if (this.name !== null) this.#saved = content.file?.isChanged === true ? defaultSettings : settings;
    if (!loaded.isKept) this.savedAt = Date.parse(content.savedAt);
    if (loaded.newerVersion !== null) session.problems.raise(newerProblem(loaded.newerVersion));
    const find = () => void this.#findImages(loaded, losses.images);
    const lost = lossProblem(content, losses, run !== null, find);
    if (lost) session.problems.raise(lost);
    await shown;
    if (opened) await this.#compare(loaded, opened, settings, find);
  }

  /** Whether pictures are still what they were, once their states are known. */
  async #compare(loaded: Loaded, opened: OpenedSource, settings: Settings, find: () => void): Promise<void> {
    const session = this.#session;
    const isOpen = () => session.opened === opened && session.settings === settings;
    const { pictures, recording } = loaded.content;
    if (!isOpen() || !pictures.some(({ sha256 }) => sha256 !== undefined)) return;
    const computed = recording ? null : session.shown.run?.last.prepared;
    const states = computed ?? (await session.statesOf(opened.source, settings));
    const problem = differenceProblem(await differencesOf(loaded.content, states, settings), find);
    if (problem && isOpen()) session.problems.raise(problem);
  }

  /** Asks for the pictures that are gone, and opens the session with them. */
  async #findImages(loaded: Loaded, images: readonly (OpenedSource | null)[]): Promise<void> {
    await this.#orProblem(async () => {
      const gone = Math.max(images.indexOf(null), 0);
      const found = await this.#host.openFolder({
        onUpload: () => undefined,
        signal: new AbortController().signal,
      });
      if (!found) return;
      this.#session.problems.clearAll();
      await this.#show(
        loaded,
        images.map((image, i) => (i === gone ? found : image)),
      );
    });
  }

  /** Back to the first screen; what was restored is among the recent. */
  async #anew(): Promise<void> {
    await this.#host.sessions.keepAnother();
    location.reload();
  }

  /** Says so where there is something, but not what a session is about. */
  #cannotBeSaved(): boolean {
    const { opened, shown, problems } = this.#session;
    if (!opened && shown.run) {
      const title = 'This session is not saved: its images are gone.';
      const text = 'Find their folder first. The file that was opened is as it was.';
      problems.raise({ id: 'session-file', place: 'bar', severity: 'caution', title, text });
    }
    return !opened;
  }

  #suggestedName(): string {
    const name = this.name ?? this.#session.opened?.name ?? 'session';
    return `${name.replace(/\.\w{1,6}$/, '')}${SESSION_ENDING}`;
  }

  async #orProblem(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const error = toEngineError(thrown);
      if (error.code !== 'cancelled') this.#session.problems.raise(problemOf('session-file', 'bar', error));
    }
  }
}
