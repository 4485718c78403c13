import { EngineError, toEngineError } from '#shared/errors';
import type { OpenedSource, RecentItem } from '#shared/host';
import { isOpenedSession } from '#shared/host';
import type { PreparedStates } from '../../domain/run/moment';
import type { Phase } from '../../domain/run/session-state';
import type { Settings } from '../../domain/settings/settings';
import { OtherWindowError } from '../../host/browser';
import { takeOver } from '../../host/find-host';
import type { Host, Opened, SessionFile } from '../../host/host';
import type { Library } from '../library.svelte';
import { problemOf } from '../problems';
import type { RestoredSession } from '../restored-session';
import { Autosave } from './autosave.svelte';
import type { SavableSession, StoredView } from './content';
import type { Loaded } from './load';
import { loadSession } from './load';
import { differencesOf, findMissingImages, withoutMissing } from './missing-images';
import { differenceProblem, lossProblem, newerProblem, reportFailure, restoredProblem } from './problems';
import { SavedFile } from './saved-file.svelte';

/** The parts of a session that opening needs. */
export interface OpenableSession extends SavableSession {
  readonly phase: Phase;
  readonly library: Library;
  open(source: OpenedSource, isWanted: () => Promise<boolean>): Promise<void>;
  restore(opened: OpenedSource | null, restored: RestoredSession): Promise<void>;
  statesOf(source: string, settings: Settings): Promise<PreparedStates>;
  stop(): void;
}

interface Showing {
  /** The sets to use instead of those that the file refers to. */
  readonly found?: Loaded['images'];
  readonly isAfterCrash?: boolean;
  readonly isCurrent: () => boolean;
}

/** Opens sets and sessions, and restores what was open before the window ended. */
export class SessionFiles {
  recent = $state.raw<readonly RecentItem[]>([]);
  /** What is being opened; a later request replaces it. What was open stays until the new set or session is shown. */
  pending = $state.raw<{ readonly name: string } | null>(null);
  /** The file of the session. */
  readonly file: SavedFile;
  readonly #host: Host;
  readonly #session: OpenableSession;
  readonly #view: StoredView;
  readonly #autosave: Autosave;

  constructor(host: Host, session: OpenableSession, view: StoredView) {
    this.#host = host;
    this.#session = session;
    this.#view = view;
    this.file = new SavedFile(host.sessions, session, view, () => {
      this.#autosave.schedule();
    });
    this.#autosave = new Autosave(host.sessions, session, view, () => this.file.head);
    host.onOpenRequested?.(() => {
      void reportFailure(session.problems, async () => {
        const opened = await host.startupSource();
        if (opened) await this.open(opened);
      });
    });
  }

  /** Restores what this window had open before a reload, else opens what it was started with. */
  async start(): Promise<void> {
    const { sessions } = this.#host;
    try {
      await this.#session.library.listSamples();
      const before = await sessions.restoreAutosave();
      const startup = before ? null : await this.#host.startupSource();
      const unended = before || startup ? null : await sessions.recoverAutosave();
      if (before) await this.#openAutosave(before);
      else if (startup) await this.open(startup);
      else if (unended) await this.#openAutosave(unended, { isAfterCrash: true });
      // still lists recent items while a set is being opened, since opening may fail and return to the first screen
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

  /** Opens pictures with reliable settings, or a session as it was. */
  async open(opened: Opened): Promise<void> {
    await this.#openLatest(opened.name, async (isCurrent) => {
      if (isOpenedSession(opened)) await this.#show(await loadSession(opened), { isCurrent });
      else await this.#session.open(opened, () => this.#takeOver(null, isCurrent));
    });
  }

  /** Cancels opening; what was open stays. */
  cancel(): void {
    this.pending = null;
    if (this.#session.phase === 'opening') this.#session.stop();
  }

  /** Asks for a session file and opens it. */
  async openSession(): Promise<void> {
    await reportFailure(this.#session.problems, async () => {
      const file = await this.#host.sessions.open();
      if (file) await this.open(file);
    });
  }

  async openRecent(id: string): Promise<void> {
    await reportFailure(this.#session.problems, async () => {
      await this.open(await this.#host.sessions.openRecent(id));
    });
    await this.listRecent();
  }

  async forgetRecent(id: string): Promise<void> {
    await this.#host.sessions.removeRecent(id);
    await this.listRecent();
  }

  async #openAutosave(file: SessionFile, { isAfterCrash = false } = {}): Promise<void> {
    const loaded = await loadSession(file).catch(() => null); // an unreadable autosave must not prevent the start
    if (!loaded) return;
    await this.#openLatest(file.name, (isCurrent) => this.#show(loaded, { isAfterCrash, isCurrent }));
  }

  /** Runs `work`, which stays current until it is cancelled or something else is opened. */
  async #openLatest(name: string, work: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    this.cancel();
    const pending = (this.pending = { name });
    const isCurrent = () => this.pending === pending;
    try {
      await work(isCurrent);
    } catch (thrown) {
      if (isCurrent()) throw thrown; // an obsolete failure is not reported
    } finally {
      if (isCurrent()) this.pending = null;
    }
  }

  /** Switches the window to the loaded session. Returns false if the request is no longer current. */
  async #takeOver(loaded: Loaded | null, isCurrent: () => boolean): Promise<boolean> {
    await this.#autosave.another(loaded?.file.autosaveId ?? null);
    if (!isCurrent()) return false;
    this.pending = null;
    this.#session.problems.clearAll();
    this.file.belongTo(loaded);
    return true;
  }

  /** Shows what is available of a session, and reports what is missing. If nothing can be shown, what was open stays. */
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
      if (!lost)
        throw new EngineError('bad-input', `${file.name} refers to no pictures.`, 'Open another session.');
      session.problems.raise(lost);
      return;
    }
    if (!(await this.#takeOver(loaded, isCurrent))) return;
    this.#view.restore(content.look);
    const { step, query } = content;
    const restored = { settings, step, query, run, report: content.recording?.report ?? null };
    const shown = session.restore(opened, restored);
    if (!opened) session.library.forget();
    this.file.setSaved(loaded, settings, run !== null);
    if (file.autosaveId !== null && isAfterCrash)
      session.problems.raise(restoredProblem(content, () => void this.#startNew()));
    if (loaded.newerVersion !== null) session.problems.raise(newerProblem(loaded.newerVersion));
    if (lost) session.problems.raise(lost);
    await shown;
    if (opened) await this.#compare(loaded, opened, settings, missing.images, find);
  }

  /** Reports pictures that have changed since the session was saved. */
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

  /** Asks for the folder of missing pictures, and opens the session with it. */
  async #findImages(loaded: Loaded, images: readonly (OpenedSource | null)[]): Promise<void> {
    await reportFailure(this.#session.problems, async () => {
      const gone = Math.max(images.indexOf(null), 0);
      const found = await this.#host.openFolder({
        onUpload: () => undefined,
        signal: new AbortController().signal,
      });
      if (!found) return;
      const now = images.map((image, i) => (i === gone ? found : image));
      await this.#openLatest(loaded.file.name, (isCurrent) => this.#show(loaded, { found: now, isCurrent }));
    });
  }

  /** Returns to the first screen. The restored session stays among the recent items. */
  async #startNew(): Promise<void> {
    await this.#autosave.end();
    location.reload();
  }
}
