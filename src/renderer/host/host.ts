import type { EngineRole, OpenedSource } from '#shared/host';
import type { MenuChoice } from '#shared/menu';
import type { Port } from '#shared/rpc/port';
import type { Opened, SessionHost } from './sessions';

/** A file that is being written; nothing stands under its final name before `finish`. */
export interface SaveTarget {
  /** What it will be called, for people. */
  readonly name: string;
  write(bytes: Uint8Array<ArrayBuffer>, position: number): Promise<void>;
  finish(): Promise<void>;
  discard(): Promise<void>;
}

/** Writes a file whole, or leaves nothing of it: what went wrong first is thrown. */
export async function writeWhole(target: SaveTarget, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
    await target.finish();
  } catch (thrown) {
    await target.discard().catch(() => undefined); // why it is discarded says more
    throw thrown;
  }
}

/** Files are brought to the engine, where that takes time. */
export interface UploadWatch {
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
  openFolder(watch: UploadWatch): Promise<OpenedSource | null>;
  openFiles(watch: UploadWatch): Promise<Opened | null>;
  openDropped(items: DataTransfer, watch: UploadWatch): Promise<Opened | null>;
  /** What the app was started with, if anything, or what the system asked it to open since. */
  startupSource(): Promise<Opened | null>;
  /** Where a system asks running apps to open files. */
  onAskedToOpen?(asked: () => void): void;
  readonly sessions: SessionHost;
  /** Null when the person changed their mind. */
  saveFile(suggestedName: string): Promise<SaveTarget | null>;
  /** Tells, once, when the shell is gone or another window took over; `reason` is a sentence. */
  onGone(ended: (reason: string) => void): void;
  /** Where the shell has a menu of its own. */
  onMenu?(chosen: (choice: MenuChoice) => void): void;
}
