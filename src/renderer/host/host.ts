import type { ByteSource } from '#shared/files/stored-zip';
import type { OpenedSource, RecentItem, EngineRole } from '#shared/host';
import type { MenuChoice } from '#shared/menu';
import type { Port } from '#shared/rpc/port';
import type { ImageReference } from '#shared/session-file';

/** A file that is being written; nothing stands under its final name before `finish`. */
export interface SaveTarget {
  /** What it will be called, for people. */
  readonly name: string;
  write(bytes: Uint8Array<ArrayBuffer>, position: number): Promise<void>;
  finish(): Promise<void>;
  discard(): Promise<void>;
}

/** Writes a file whole, or leaves nothing of it: what went wrong first is thrown. */
export async function writeOrDiscard(target: SaveTarget, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
    await target.finish();
  } catch (thrown) {
    await target.discard().catch(() => undefined); // why it is discarded says more
    throw thrown;
  }
}

/** Files are brought to the engine, where that takes time. */
export interface UploadOptions {
  readonly onUpload: (done: number, total: number) => void;
  /** Where it is aborted, none stays there. */
  readonly signal: AbortSignal;
}

/** The shell that the window runs in: the desktop (desktop.ts) or a browser (browser.ts). */
export interface Host {
  readonly kind: 'desktop' | 'browser';
  /**
   * A port to the engine of a role, which is started where it is not running. Rejects with an EngineError: of code
   * `engine-stopped` when it has stopped too often to be started again.
   */
  connectEngine(role: EngineRole): Promise<Port>;
  /** Ends an engine that does not answer; the next `connectEngine` starts another. */
  endEngine(role: EngineRole): Promise<void>;
  /** Null when the person changed their mind. */
  openFolder(watch: UploadOptions): Promise<OpenedSource | null>;
  openFiles(watch: UploadOptions): Promise<Opened | null>;
  openDropped(items: DataTransfer, watch: UploadOptions): Promise<Opened | null>;
  /** What the app was started with, if anything, or what the system asked it to open since. */
  startupSource(): Promise<Opened | null>;
  /** Where a system asks running apps to open files. */
  onOpenRequested?(asked: () => void): void;
  readonly sessions: SessionHost;
  /** Null when the person changed their mind. */
  saveFile(suggestedName: string): Promise<SaveTarget | null>;
  /** Tells, once, when the shell is gone or another window took over; `reason` is a sentence. */
  onDisconnected(ended: (reason: string) => void): void;
  /** Where the shell has a menu of its own. */
  onMenu?(chosen: (choice: MenuChoice) => void): void;
}

/** Where a file can be saved again without asking: what that is, the shell knows. */
export type SaveLocation = string | FileSystemFileHandle;

/** A session file that was opened. */
export interface SessionFile extends ByteSource {
  readonly saveLocation: SaveLocation | null;
  /** As what it was kept, where nobody had asked for that: a window that shows it goes on with it. */
  readonly autosaveId: string | null;
  /** The sets that it names, as far as they are where they were. */
  resolveImages(references: readonly ImageReference[]): Promise<readonly (OpenedSource | null)[]>;
}

/** Pictures, or a session about pictures. */
export type Opened = OpenedSource | SessionFile;

export interface SessionTarget extends SaveTarget {
  readonly saveLocation: SaveLocation | null;
}

/** What a kept session is called, and whether it says something that no file of its own does. */
export interface AutosaveLabel {
  readonly name: string;
  readonly hasUnsavedChanges: boolean;
}

/** What a shell does for session files. */
export interface SessionHost {
  /** Null when the person changed their mind. */
  open(): Promise<SessionFile | null>;
  /** By what sources are found again after another start. */
  imageReferences(sources: readonly OpenedSource[]): Promise<readonly ImageReference[]>;
  /** To the place where it was saved before, or asks. Null when the person changed their mind. */
  save(place: SaveLocation | null, suggestedName: string): Promise<SessionTarget | null>;
  /** Keeps this window's session, in case that it ends without a word or is loaded again. */
  autosave(
    bytes: Uint8Array<ArrayBuffer>,
    sources: readonly OpenedSource[],
    label: AutosaveLabel,
  ): Promise<void>;
  /** From now on another session is kept, a new one or what was kept before; the one until now is among the recent. */
  switchAutosave(autosaveId: string | null): Promise<void>;
  /** What this window had kept before it was loaded again. */
  restoreAutosave(): Promise<SessionFile | null>;
  /** What another window had kept that ended without a word; this window goes on with it. */
  recoverAutosave(): Promise<SessionFile | null>;
  recentItems(): Promise<readonly RecentItem[]>;
  openRecent(id: string): Promise<Opened>;
  removeRecent(id: string): Promise<void>;
}
