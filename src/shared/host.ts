import { z } from 'zod';
import type { SerializedError } from './errors';
import type { MenuChoice } from './menu';
import type { ImageReference } from './session-file';

/**
 * What a window asks of the shell it runs in, apart from the engine's own API. The desktop answers through the
 * preload's bridge, the server through HTTP and WebSockets (src/renderer/host).
 */

/** A window has an engine for descents, one for landscapes and one for experiments, so that none waits for another. */
export const EngineRole = z.enum(['descent', 'landscape', 'experiment']);
export type EngineRole = z.infer<typeof EngineRole>;

/** Something that a person opened: what the engine is given as `source`, and what a person calls it. */
export const OpenedSource = z.object({ source: z.string(), name: z.string() });
export type OpenedSource = z.infer<typeof OpenedSource>;

/** A session file that a person opened, or that was kept for them: the shell reads it, piece by piece. */
export interface OpenedSession {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  /** Where it can be saved again without being asked for; null for one that was kept. */
  readonly saveLocation: string | null;
  /** The sets of pictures that it names, null for those that are not where they were. */
  readonly images: readonly (OpenedSource | null)[];
}

/** Pictures, or a session about pictures. */
export type Opened = OpenedSource | OpenedSession;

export function isOpenedSession<S extends { readonly size: number }>(opened: OpenedSource | S): opened is S {
  return 'size' in opened;
}

/** Something that was open before and can be opened again. */
export interface RecentItem {
  readonly id: string;
  /** `autosaved`: a session that was never saved, or changed since it was. */
  readonly kind: 'session' | 'images' | 'autosaved';
  readonly name: string;
  /** Its folder, for people. */
  readonly folder: string;
  /** In ms since 1970. */
  readonly openedAt: number;
  readonly isMissing: boolean;
}

/** Names a kept session; a window makes it up. */
export const AutosaveId = z.uuid();

/** An answer across Electron's IPC, which would turn an error into a string: the error comes as a value. */
export type BridgeResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: SerializedError };

/** What the preload puts into the desktop's window as `mnemoscope`. Everything is cloned on its way. */
export interface DesktopBridge {
  /** The engine's port comes as a message of the window: `EnginePortMessage`, with the port. */
  connectEngine(role: EngineRole): Promise<BridgeResult<number>>;
  endEngine(role: EngineRole): Promise<BridgeResult<void>>;
  openFolder(): Promise<BridgeResult<OpenedSource | null>>;
  openFiles(): Promise<BridgeResult<Opened | null>>;
  /** Takes the browser's File objects. */
  openDropped(files: readonly unknown[]): Promise<BridgeResult<Opened | null>>;
  startupSource(): Promise<BridgeResult<Opened | null>>;
  /** The system asks to open something else: `startupSource` says what. */
  onOpenRequested(asked: () => void): void;
  openSession(): Promise<BridgeResult<OpenedSession | null>>;
  readSession(id: number, position: number, length: number): Promise<BridgeResult<Uint8Array>>;
  imageReferences(sources: readonly OpenedSource[]): Promise<BridgeResult<ImageReference[]>>;
  /** As `saveBegin`; to the place where it was saved before, or asks. */
  saveSessionBegin(
    saveLocation: string | null,
    suggestedName: string,
  ): Promise<BridgeResult<{ id: number; name: string; saveLocation: string } | null>>;
  /** Keeps a session in case that the app ends without a word. */
  autosaveSession(id: string, bytes: Uint8Array): Promise<BridgeResult<void>>;
  autosavedSession(id: string): Promise<BridgeResult<OpenedSession | null>>;
  /** The one that was open when the app ended without a word. */
  recoverableSession(): Promise<BridgeResult<{ id: string; session: OpenedSession } | null>>;
  recentItems(): Promise<BridgeResult<RecentItem[]>>;
  openRecent(id: string): Promise<BridgeResult<Opened>>;
  removeRecent(id: string): Promise<BridgeResult<void>>;
  saveBegin(suggestedName: string): Promise<BridgeResult<{ id: number; name: string } | null>>;
  saveWrite(id: number, bytes: Uint8Array, position: number): Promise<BridgeResult<void>>;
  saveFinish(id: number): Promise<BridgeResult<void>>;
  saveDiscard(id: number): Promise<BridgeResult<void>>;
  onMenu(chosen: (choice: MenuChoice) => void): void;
}

/** Names the port that comes with it by the number that `connectEngine` gave. */
export const EnginePortMessage = z.object({ type: z.literal('mnemoscope-engine'), ticket: z.int() });
export type EnginePortMessage = z.infer<typeof EnginePortMessage>;

/** What a server says first to the window that is live. */
export const SessionGreeting = z.object({
  session: z.string(),
  /** What the server was started with. */
  source: OpenedSource.nullable(),
  uploadBudgetBytes: z.int(),
});
export type SessionGreeting = z.infer<typeof SessionGreeting>;

/** Why a server closes a WebSocket; the reason that comes with it is a sentence. */
export const SocketClose = {
  engineGone: 1011,
  takenOver: 4001,
  otherWindow: 4002,
  engineExhausted: 4003,
} as const;

/** The first message of an engine's WebSocket, once the engine is there; all others are the engine's. */
export const ENGINE_READY = 'ready';

/** A server's answer to `POST /uploads`: the files follow under this id. */
export const UploadStarted = z.object({ id: z.string() });
