import type { ByteSource } from '#shared/files/zip-reader';
import type { EngineRole, OpenedSource, RecentItem } from '#shared/host';
import type { MenuChoice } from '#shared/menu';
import type { Port } from '#shared/rpc/port';
import type { ImageReference } from '#shared/session-file';

/** A file that is being written. It gets its final name only in `finish`. */
export interface SaveTarget {
  /** The file's final name, for people. */
  readonly name: string;
  write(bytes: Uint8Array<ArrayBuffer>, position: number): Promise<void>;
  finish(): Promise<void>;
  discard(): Promise<void>;
}

/** Runs `write` and finishes the file. If either fails, discards the file and throws the first error. */
export async function writeOrDiscard(target: SaveTarget, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
    await target.finish();
  } catch (thrown) {
    await target.discard().catch(() => undefined); // the first error says more
    throw thrown;
  }
}

/** For files that are sent to the engine before they are opened. */
export interface UploadOptions {
  readonly onUpload: (done: number, total: number) => void;
  /** Aborting removes the files that were already sent. */
  readonly signal: AbortSignal;
}

/** The shell that the window runs in: the desktop (desktop.ts) or a browser (browser.ts). */
export interface Host {
  readonly kind: 'desktop' | 'browser';
  /**
   * Returns a port to the engine of a role, and starts the engine if it is not running. Rejects with an EngineError of
   * code `engine-stopped` if the engine has crashed too often to be started again.
   */
  connectEngine(role: EngineRole): Promise<Port>;
  /** Ends an engine that does not respond. The next `connectEngine` starts another. */
  endEngine(role: EngineRole): Promise<void>;
  /** Resolves to null if the person cancels. */
  openFolder(upload: UploadOptions): Promise<OpenedSource | null>;
  openFiles(upload: UploadOptions): Promise<Opened | null>;
  openDropped(items: DataTransfer, upload: UploadOptions): Promise<Opened | null>;
  /** Returns what the app was started with, or what the system asked it to open since. */
  startupSource(): Promise<Opened | null>;
  /** Absent where the system cannot ask a running app to open files. */
  onOpenRequested?(listener: () => void): void;
  readonly sessions: SessionHost;
  /** Resolves to null if the person cancels. */
  saveFile(suggestedName: string): Promise<SaveTarget | null>;
  /**
   * Calls the listener once, when the shell has ended or another window has taken over. `reason` is a sentence;
   * `isTakenOver` says that `takeOver` gets the shell back.
   */
  onDisconnected(listener: (reason: string, isTakenOver: boolean) => void): void;
  /** Absent where the shell has no menu. */
  onMenu?(listener: (choice: MenuChoice) => void): void;
}

/** Says where a file can be saved again without a dialog. Only the shell can read it. */
export type SaveLocation = string | FileSystemFileHandle;

/** A session file that was opened. */
export interface SessionFile extends ByteSource {
  readonly saveLocation: SaveLocation | null;
  /** The id of an autosaved session, which the window that opens it continues; null for a file that a person saved. */
  readonly autosaveId: string | null;
  /** Returns the sets of pictures that the session refers to, with null for each that was not found. */
  resolveImages(references: readonly ImageReference[]): Promise<readonly (OpenedSource | null)[]>;
}

/** Pictures, or a session about pictures. */
export type Opened = OpenedSource | SessionFile;

export interface SessionTarget extends SaveTarget {
  readonly saveLocation: SaveLocation | null;
}

/** Describes an autosaved session in the list of recent items. */
export interface AutosaveLabel {
  readonly name: string;
  /** True if the session holds something that no saved file holds. */
  readonly hasUnsavedChanges: boolean;
}

/** What a shell does for session files. */
export interface SessionHost {
  /** Resolves to null if the person cancels. */
  open(): Promise<SessionFile | null>;
  /** Returns what a session file stores about sources, from which they are found again after a restart. */
  imageReferences(sources: readonly OpenedSource[]): Promise<readonly ImageReference[]>;
  /** Saves to the given location, or asks for one. Resolves to null if the person cancels. */
  save(location: SaveLocation | null, suggestedName: string): Promise<SessionTarget | null>;
  /** Saves this window's session, so it survives a crash or a reload. */
  autosave(
    bytes: Uint8Array<ArrayBuffer>,
    sources: readonly OpenedSource[],
    label: AutosaveLabel,
  ): Promise<void>;
  /** Autosaves to another session from now on: the given one, or a new one. The previous one becomes a recent item. */
  switchAutosave(autosaveId: string | null): Promise<void>;
  /** Returns what this window autosaved before it was reloaded. */
  restoreAutosave(): Promise<SessionFile | null>;
  /** Returns what a window that crashed had autosaved. This window continues it. */
  recoverAutosave(): Promise<SessionFile | null>;
  recentItems(): Promise<readonly RecentItem[]>;
  openRecent(id: string): Promise<Opened>;
  removeRecent(id: string): Promise<void>;
}
