import { z } from 'zod';
import type { SerializedError } from './errors';
import type { MenuChoice } from './menu';
import type { ImageReference } from './session-file';

/**
 * The task of an engine. A window has one engine for descents, one for landscapes and one for experiments, so
 * that none waits for another. The rest of this module is what a window requests of its shell: the desktop
 * answers through the preload's bridge, the server through HTTP and WebSockets (src/renderer/host).
 */
export const EngineRole = z.enum(['descent', 'landscape', 'experiment']);
export type EngineRole = z.infer<typeof EngineRole>;

/** Pictures that a person opened: the engine's `source`, and a name for people. */
export const OpenedSource = z.object({ source: z.string(), name: z.string() });
export type OpenedSource = z.infer<typeof OpenedSource>;

/**
 * A session file that a person opened, or an autosaved one. The window reads it through the shell, part by
 * part.
 */
export interface OpenedSession {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  /** The shell's id of the place to which it can be saved without a dialog; null for an autosaved session. */
  readonly saveLocation: string | null;
  /** The sets of pictures that it refers to; null for those that were not found. */
  readonly images: readonly (OpenedSource | null)[];
}

/** What a person opened: pictures or a session. */
export type Opened = OpenedSource | OpenedSession;

/** Returns whether what was opened is a session, which alone has a size. */
export function isOpenedSession<S extends { readonly size: number }>(opened: OpenedSource | S): opened is S {
  return 'size' in opened;
}

/** A session or set of pictures that was opened before. */
export interface RecentItem {
  readonly id: string;
  /** `autosaved` is a session that was never saved, or was changed after it was saved. */
  readonly kind: 'session' | 'images' | 'autosaved';
  readonly name: string;
  /** The path of its folder, for people. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly isMissing: boolean;
}

/** The id of an autosaved session, which the window generates. */
export const AutosaveId = z.uuid();

/**
 * An answer across Electron's IPC. An error is sent as a value, because IPC would reduce a thrown one to a
 * string.
 */
export type BridgeResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: SerializedError };

/**
 * The API that the preload exposes to the desktop's window as `mnemoscope`. Arguments and answers are cloned.
 */
export interface DesktopBridge {
  /**
   * Starts an engine and returns a ticket. The engine's port arrives as a window message,
   * `EnginePortMessage`.
   */
  connectEngine(role: EngineRole): Promise<BridgeResult<number>>;
  /** Stops the engine of a role, if it runs. */
  endEngine(role: EngineRole): Promise<BridgeResult<void>>;
  /** Shows a dialog to open a folder; null where it was cancelled. */
  openFolder(): Promise<BridgeResult<OpenedSource | null>>;
  /** Shows a dialog to open files; null where it was cancelled. */
  openFiles(): Promise<BridgeResult<Opened | null>>;
  /** Opens files that were dropped, given as the browser's File objects. */
  openDropped(files: readonly unknown[]): Promise<BridgeResult<Opened | null>>;
  /** Returns what the app was asked to open from outside; null where there is nothing. */
  startupSource(): Promise<BridgeResult<Opened | null>>;
  /** Calls `requested` when the system asks to open something, which `startupSource` then returns. */
  onOpenRequested(requested: () => void): void;
  /** Shows a dialog to open a session; null where it was cancelled. */
  openSession(): Promise<BridgeResult<OpenedSession | null>>;
  /** Returns `length` bytes of an opened session from `position` on. */
  readSession(id: number, position: number, length: number): Promise<BridgeResult<Uint8Array>>;
  /** Returns the references by which a session finds these sources again. */
  imageReferences(sources: readonly OpenedSource[]): Promise<BridgeResult<ImageReference[]>>;
  /**
   * Begins to save a session to `saveLocation`, or shows a dialog where that is null. Otherwise as
   * `saveBegin`.
   */
  saveSessionBegin(
    saveLocation: string | null,
    suggestedName: string,
  ): Promise<BridgeResult<{ id: number; name: string; saveLocation: string } | null>>;
  /** Stores a session in case the app ends unexpectedly. */
  autosaveSession(id: string, bytes: Uint8Array): Promise<BridgeResult<void>>;
  /** Opens an autosaved session; null where there is none with that id. */
  autosavedSession(id: string): Promise<BridgeResult<OpenedSession | null>>;
  /** Opens the session that was open when the app ended unexpectedly; null where there is none. */
  recoverableSession(): Promise<BridgeResult<{ id: string; session: OpenedSession } | null>>;
  /** Returns the recent items, latest first. */
  recentItems(): Promise<BridgeResult<RecentItem[]>>;
  openRecent(id: string): Promise<BridgeResult<Opened>>;
  removeRecent(id: string): Promise<BridgeResult<void>>;
  /** Shows a dialog to save a file and returns its id and name; null where it was cancelled. */
  saveBegin(suggestedName: string): Promise<BridgeResult<{ id: number; name: string } | null>>;
  /** Writes bytes at a position of a file that is being saved. */
  saveWrite(id: number, bytes: Uint8Array, position: number): Promise<BridgeResult<void>>;
  /** Puts the complete file in place of the chosen one. */
  saveFinish(id: number): Promise<BridgeResult<void>>;
  /** Stops saving and removes what was written. */
  saveDiscard(id: number): Promise<BridgeResult<void>>;
  /** Calls `chosen` for each choice in the application's menu. */
  onMenu(chosen: (choice: MenuChoice) => void): void;
}

/** The window message that brings an engine's port. `ticket` is the number that `connectEngine` returned. */
export const EnginePortMessage = z.object({ type: z.literal('mnemoscope-engine'), ticket: z.int() });
export type EnginePortMessage = z.infer<typeof EnginePortMessage>;

/** A server's first message to the active window. */
export const SessionGreeting = z.object({
  session: z.string(),
  /** The pictures with which the server was started. */
  source: OpenedSource.nullable(),
  /** The bytes that a window may upload. */
  uploadBudgetBytes: z.int(),
});
export type SessionGreeting = z.infer<typeof SessionGreeting>;

/**
 * The codes with which a server closes a WebSocket. The reason that comes with a code is a sentence for
 * people.
 */
export const SocketClose = {
  engineGone: 1011,
  takenOver: 4001,
  otherWindow: 4002,
  engineExhausted: 4003,
} as const;

/**
 * The first message of an engine's WebSocket, sent once the engine has started. All later ones are the
 * engine's.
 */
export const ENGINE_READY = 'ready';

/** A server's answer to `POST /uploads`. The files follow under this id. */
export const UploadStarted = z.object({ id: z.string() });
