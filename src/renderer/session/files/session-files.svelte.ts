import { EngineError, toEngineError } from '#shared/errors';
import type { OpenedSource, RecentItem } from '#shared/host';
import { isOpenedSession } from '#shared/host';
import { SESSION_ENDING } from '#shared/session-file';
import { formatBytes } from '#shared/units';
import { OtherWindowError } from '../../host/browser';
import { takeOver } from '../../host/find-host';
import type { Host, Opened, SaveLocation, SessionFile } from '../../host/host';
import { writeOrDiscard } from '../../host/host';
import { problemOf } from '../problems';
import type { Session } from '../session.svelte';
import type { Settings } from '../../domain/settings/settings';
import { defaultSettings } from '../../domain/settings/settings';
import type { SaveChoice } from '../../domain/run/session-state';
import { writeArchive } from './archive';
import { Autosave } from './autosave.svelte';
import type { StoredView } from './content';
import { contentOf } from './content';
import type { Loaded } from './load';
import { loadSession } from './load';
import { differencesOf, findMissingImages, withoutMissing } from './missing-images';
import { differenceProblem, lossProblem, newerProblem, restoredProblem } from './problems';
import { recordedOf } from './recorded';

/** A session with its recording is larger than this nowhere. */
const MOST_BYTES = 1e9;

interface Showing {
  /** The sets, where others were found than the file names. */
  readonly found?: Loaded['images'];
  readonly isAfterCrash?: boolean;
  readonly isCurrent: () => boolean;
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
  recent = $state.raw<readonly RecentItem[]>([]);
  /** What is being opened. What is asked for later takes its place, and until it is shown nothing of what is open goes. */
  coming = $state.raw<{ readonly name: string } | null>(null);
  #place: SaveLocation | null = null;
  #saved = $state.raw<Settings | null>(null);
  #hasRecording = false;
  readonly #host: Host;
  readonly #session: Session;
  readonly #view: StoredView;
  readonly #autosave: Autosave;

  constructor(host: Host, session: Session, view: StoredView) {
    this.#host = host;
    this.#session = session;
    this.#view = view;
    this.#autosave = new Autosave(host.sessions, session, view, () =>
      this.name === null
        ? null
        : {
            name: this.name,
            isChanged: this.isChanged,
            place: typeof this.#place === 'string' ? this.#place : null,
          },
    );
    host.onOpenRequested?.(() => {
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
      const before = await sessions.restoreAutosave();
      const startup = before ? null : await this.#host.startupSource();
      const unended = before || startup ? null : await sessions.recoverAutosave();
      if (before) await this.#openKept(before);
      else if (startup) await this.open(startup);
      else if (unended) await this.#openKept(unended, { isAfterCrash: true });
      // not where something is only being opened: it may fail, and the first screen be there again
      if (this.#session.phase === 'running' || this.#session.displayed.run) return;
      await this.listRecent();
      await this.#session.library.preview();
    } catch (thrown) {
      const problem = problemOf('start', 'bar', toEngineError(thrown));
      const action = { label: 'Take over here', run: takeOver };
      this.#session.problems.raise(thrown instanceof OtherWindowError ? { ...problem, action } : problem);
    }
  }

  async listRecent(): Promise<void> {
    this.recent = await this.#host.sessions.recentItems();
  }

  /** Opens pictures in settings that hold, or a session as it was. */
  async open(opened: Opened): Promise<void> {
    await this.#inTurn(opened.name, async (isCurrent) => {
      if (isOpenedSession(opened)) await this.#show(await loadSession(opened), { isCurrent });
      else await this.#session.open(opened, () => this.#takeOver(null, isCurrent));
    });
  }

  /** What was open stays. */
  cancel(): void {
    this.coming = null;
    if (this.#session.phase === 'opening') this.#session.stop();
  }

  /** Asks for a session, and opens it. */
  async openSession(): Promise<void> {
    await this.#orProblem(async () => {
      const file = await this.#host.sessions.open();
      if (file) await this.open(file);
    });
  }

  async openRecent(id: string): Promise<void> {
    await this.#orProblem(async () => {
      await this.open(await this.#host.sessions.openRecent(id));
    });
    await this.listRecent();
  }

  async forgetRecent(id: string): Promise<void> {
    await this.#host.sessions.removeRecent(id);
    await this.listRecent();
  }

  /** To the file that it belongs to, else asks. */
  async save(): Promise<void> {
    if (this.#cannotBeSaved()) return;
    // a run that went on may have become too large for it
    const isTooLarge = this.#hasRecording && (this.#recordingBytes() ?? 0) > MOST_BYTES;
    if (this.#place === null || isTooLarge) this.saveAs();
    else await this.write(this.#hasRecording, this.#place);
  }

  /** Asks what to save, and then where. */
  saveAs(): void {
    if (this.#cannotBeSaved()) return;
    const { run } = this.#session.displayed;
    const bytes = this.#recordingBytes();
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

  #recordingBytes(): number | null {
    const { report, displayed } = this.#session;
    return displayed.run && recordedOf(displayed.run, report, (settings) => settings).parts.bytes;
  }

  /** Saves to a place, or asks for one. What was asked before is answered with it. */
  async write(withRecording: boolean, place: SaveLocation | null = null): Promise<void> {
    this.choice = null;
    await this.#orProblem(async () => {
      const { settings, opened } = this.#session;
      const target = await this.#host.sessions.save(place, this.#suggestedName());
      if (!target) return;
      await writeOrDiscard(target, async () => {
        if (this.#session.opened !== opened) throw new EngineError('cancelled', 'Something else was opened.');
        const wish = { withRecording, withHashes: true, file: null };
        const { content, parts } = await contentOf(this.#session, this.#view, this.#host.sessions, wish);
        const total = parts.bytes;
        await writeArchive(content, parts.parts, target, (done) => {
          this.writing = { done, total: Math.max(done, total) };
        });
      }).finally(() => {
        this.writing = null;
      });
      if (this.#session.opened !== opened) return; // it was the file of what was open before
      [this.name, this.#place, this.savedAt] = [target.name, target.saveLocation, Date.now()];
      [this.#saved, this.#hasRecording] = [settings, withRecording];
      this.#autosave.soon();
    });
  }

  async #openKept(file: SessionFile, { isAfterCrash = false } = {}): Promise<void> {
    const loaded = await loadSession(file).catch(() => null); // a start without it is better than none
    if (!loaded) return;
    await this.#inTurn(file.name, (isCurrent) => this.#show(loaded, { isAfterCrash, isCurrent }));
  }

  /** `work` goes on as long as it is current: nothing else was asked for, and it was not cancelled. */
  async #inTurn(name: string, work: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    this.cancel();
    const turn = (this.coming = { name });
    const isCurrent = () => this.coming === turn;
    try {
      await work(isCurrent);
    } catch (thrown) {
      if (isCurrent()) throw thrown; // nobody waits for it any more
    } finally {
      if (isCurrent()) this.coming = null;
    }
  }

  /** Forgets what was open before, but for the file that is opened. False where that is not asked for any more. */
  async #takeOver(loaded: Loaded | null, isCurrent: () => boolean): Promise<boolean> {
    await this.#autosave.another(loaded?.file.autosaveId ?? null);
    if (!isCurrent()) return false;
    this.coming = null;
    this.choice = null;
    this.#session.problems.clearAll();
    // one that was kept belongs to the file that it was of
    const file = loaded?.file.autosaveId === null ? loaded.file : loaded?.content.file;
    this.name = file?.name ?? null;
    this.#place = (file && 'saveLocation' in file ? file.saveLocation : file?.place) ?? null;
    [this.savedAt, this.#saved, this.#hasRecording] = [null, null, false];
    return true;
  }

  /** Shows what there is of it, and says what is gone. What was open stays where there is nothing to show. */
  async #show(
    loaded: Loaded,
    { found = loaded.images, isAfterCrash = false, isCurrent }: Showing,
  ): Promise<void> {
    const session = this.#session;
    const { content, file } = loaded;
    const missing = await findMissingImages(content, found, session.library);
    const [opened = null] = missing.images;
    const settings = withoutMissing(loaded.settingsWith(missing.images), missing, content.settings);
    const run = isCurrent() ? await loaded.runWith(missing.images) : null;
    if (!isCurrent()) return;
    const images = opened !== null && settings.memories.length > 0 ? 'images' : 'nothing';
    const isOpen = run ? 'run' : images;
    const find = () => void this.#findImages(loaded, missing.images);
    const lost = lossProblem(content, missing, isOpen, find);
    if (isOpen === 'nothing') {
      if (!lost) throw new EngineError('bad-input', `${file.name} names no images.`, 'Open another session.');
      session.problems.raise(lost);
      return;
    }
    if (!(await this.#takeOver(loaded, isCurrent))) return;
    this.#hasRecording = run !== null;
    this.#view.restore(content.look);
    const { step, query } = content;
    const restored = { settings, step, query, run, report: content.recording?.report ?? null };
    const shown = session.restore(opened, restored);
    if (!opened) session.library.forget();
    if (this.name !== null) this.#saved = content.file?.isChanged === true ? defaultSettings : settings;
    if (file.autosaveId === null) this.savedAt = Date.parse(content.savedAt);
    else if (isAfterCrash) session.problems.raise(restoredProblem(content, () => void this.#anew()));
    if (loaded.newerVersion !== null) session.problems.raise(newerProblem(loaded.newerVersion));
    if (lost) session.problems.raise(lost);
    await shown;
    if (opened) await this.#compare(loaded, opened, settings, missing.images, find);
  }

  /** Whether pictures are still what they were, once their states are known. */
  async #compare(
    loaded: Loaded,
    opened: OpenedSource,
    settings: Settings,
    images: Loaded['images'],
    find: () => void,
  ): Promise<void> {
    const session = this.#session;
    const isOpen = () => session.opened === opened && session.settings === settings;
    const { pictures, recording } = loaded.content;
    if (!isOpen() || !pictures.some(({ sha256 }) => sha256 !== undefined)) return;
    const computed = recording ? null : session.displayed.run?.last.prepared;
    const states = computed ?? (await session.statesOf(opened.source, settings));
    const problem = differenceProblem(await differencesOf(loaded.content, states, settings, images), find);
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
      const now = images.map((image, i) => (i === gone ? found : image));
      await this.#inTurn(loaded.file.name, (isCurrent) => this.#show(loaded, { found: now, isCurrent }));
    });
  }

  /** Back to the first screen; what was restored is among the recent. */
  async #anew(): Promise<void> {
    await this.#autosave.end();
    location.reload();
  }

  /** Says so where there is something, but not what a session is about. */
  #cannotBeSaved(): boolean {
    const { opened, displayed, problems } = this.#session;
    if (!opened && displayed.run) {
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
