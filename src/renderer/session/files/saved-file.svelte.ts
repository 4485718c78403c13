import { EngineError } from '#shared/errors';
import type { SessionHeader } from '#shared/session-file';
import { SESSION_EXTENSION } from '#shared/session-file';
import { formatBytes } from '#shared/units';
import type { SaveChoice } from '../../domain/run/session-state';
import type { Settings } from '../../domain/settings/settings';
import { defaultSettings } from '../../domain/settings/settings';
import type { SaveLocation, SessionHost } from '../../host/host';
import { writeOrDiscard } from '../../host/host';
import { writeArchive } from './archive';
import type { SavableSession, StoredView } from './content';
import { contentOf } from './content';
import { packed } from './format';
import type { Loaded } from './load';
import { reportFailure } from './problems';
import { recordedOf } from './recorded';

/** The largest recording that a session file may hold. */
const MAX_BYTES = 1e9;

/** Saves the session to a file, and tracks whether it has changed since. */
export class SavedFile {
  /** Null for a session that was never saved. */
  name = $state<string | null>(null);
  /** When the session was saved, in ms since 1970. */
  savedAt = $state<number | null>(null);
  /** The options of the save dialog; null while it is closed. */
  choice = $state.raw<SaveChoice | null>(null);
  /** The number of bytes written, while a file is being saved. */
  writing = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  #location: SaveLocation | null = null;
  /** The settings that the file holds. */
  #saved = $state.raw<Settings | null>(null);
  #hasRecording = false;
  readonly #host: SessionHost;
  readonly #session: SavableSession;
  readonly #view: StoredView;
  readonly #onSaved: () => void;

  constructor(host: SessionHost, session: SavableSession, view: StoredView, onSaved: () => void) {
    this.#host = host;
    this.#session = session;
    this.#view = view;
    this.#onSaved = onSaved;
  }

  /** Whether the settings differ from those in the file. */
  get isChanged(): boolean {
    return this.#saved !== null && this.#saved !== this.#session.settings;
  }

  /** Describes the file for an autosave; null for a session that was never saved. */
  get head(): SessionHeader['file'] {
    if (this.name === null) return null;
    const place = typeof this.#location === 'string' ? this.#location : null;
    return { name: this.name, isChanged: this.isChanged, place };
  }

  /** Switches to another session: that of a file, or a new one. An autosaved session belongs to the file that it was saved to. */
  belongTo(loaded: Loaded | null): void {
    this.choice = null;
    const file = loaded?.file.autosaveId === null ? loaded.file : loaded?.content.file;
    this.name = file?.name ?? null;
    this.#location = (file && 'saveLocation' in file ? file.saveLocation : file?.place) ?? null;
    [this.savedAt, this.#saved, this.#hasRecording] = [null, null, false];
  }

  /** Records that the session equals the loaded file. */
  setSaved({ content, file }: Loaded, settings: Settings, hasRecording: boolean): void {
    this.#hasRecording = hasRecording;
    if (this.name !== null) this.#saved = content.file?.isChanged === true ? defaultSettings : settings;
    if (file.autosaveId === null) this.savedAt = Date.parse(content.savedAt);
  }

  /** Saves to the session's file, or shows the save dialog. */
  async save(): Promise<void> {
    if (this.#cannotBeSaved()) return;
    // a resumed run may have grown beyond the limit
    const isTooLarge = this.#hasRecording && (this.#recordingBytes() ?? 0) > MAX_BYTES;
    if (this.#location === null || isTooLarge) this.saveAs();
    else await this.write(this.#hasRecording, this.#location);
  }

  /** Shows the save dialog, which asks what to save and then where. */
  saveAs(): void {
    if (this.#cannotBeSaved()) return;
    const { run } = this.#session.displayed;
    const bytes = this.#recordingBytes();
    const isTooLarge = bytes !== null && bytes > MAX_BYTES;
    const wasChanged = (run?.segments.length ?? 0) > 1;
    const recordingBytes = isTooLarge ? null : bytes;
    this.choice = {
      recordingBytes,
      whyNot: isTooLarge
        ? `It takes ${formatBytes(bytes)}; a session file holds at most ${formatBytes(MAX_BYTES)}.`
        : 'Nothing is recorded yet.',
      wasChanged,
      isWanted: recordingBytes !== null && (wasChanged || this.#hasRecording),
    };
  }

  #recordingBytes(): number | null {
    const { report, displayed } = this.#session;
    return displayed.run && recordedOf(displayed.run, report, (settings) => packed(settings, [])).parts.bytes;
  }

  /** Closes the save dialog and writes to `place`, or asks for a place. */
  async write(withRecording: boolean, place: SaveLocation | null = null): Promise<void> {
    this.choice = null;
    await reportFailure(this.#session.problems, async () => {
      const { opened } = this.#session;
      const target = await this.#host.save(place, this.#suggestedName());
      if (!target) return;
      // settings may have changed while a place was chosen
      const { settings } = this.#session;
      await writeOrDiscard(target, async () => {
        if (this.#session.opened !== opened) throw new EngineError('cancelled', 'Another set was opened.');
        const request = { withRecording, withHashes: true, file: null };
        const { content, parts } = await contentOf(this.#session, this.#view, this.#host, request);
        const total = parts.bytes;
        await writeArchive(content, parts.parts, target, (done) => {
          this.writing = { done, total: Math.max(done, total) };
        });
      }).finally(() => {
        this.writing = null;
      });
      if (this.#session.opened !== opened) return; // the file belongs to the session before
      [this.name, this.#location, this.savedAt] = [target.name, target.saveLocation, Date.now()];
      [this.#saved, this.#hasRecording] = [settings, withRecording];
      this.#onSaved();
    });
  }

  /** Returns true if no set is open. Reports it if a run is shown whose pictures are missing. */
  #cannotBeSaved(): boolean {
    const { opened, displayed, problems } = this.#session;
    if (!opened && displayed.run) {
      const title = 'The session was not saved: its pictures are missing.';
      const text = 'Find their folder first. The file that was opened is unchanged.';
      problems.raise({ id: 'session-file', place: 'bar', severity: 'caution', title, text });
    }
    return !opened;
  }

  #suggestedName(): string {
    const name = this.name ?? this.#session.opened?.name ?? 'session';
    return `${name.replace(/\.\w{1,6}$/, '')}${SESSION_EXTENSION}`;
  }
}
