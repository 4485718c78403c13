import { z } from 'zod';
import type { SerializedError } from './errors';
import type { MenuCommand } from './menu';

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

/** An answer across Electron's IPC, which would turn an error into a string: the error comes as a value. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: SerializedError };

/** What the preload puts into the desktop's window as `mnemoscope`. Everything is cloned on its way. */
export interface DesktopBridge {
  /** The engine's port comes as a message of the window: `EnginePortMessage`, with the port. */
  connectEngine(role: EngineRole): Promise<Answer<number>>;
  endEngine(role: EngineRole): Promise<Answer<void>>;
  openFolder(): Promise<Answer<OpenedSource | null>>;
  openFiles(): Promise<Answer<OpenedSource | null>>;
  /** Takes the browser's File objects. */
  openDropped(files: readonly unknown[]): Promise<Answer<OpenedSource | null>>;
  startupSource(): Promise<Answer<OpenedSource | null>>;
  saveBegin(suggestedName: string): Promise<Answer<{ id: number; name: string } | null>>;
  saveWrite(id: number, bytes: Uint8Array, position: number): Promise<Answer<void>>;
  saveFinish(id: number): Promise<Answer<void>>;
  saveDiscard(id: number): Promise<Answer<void>>;
  onMenu(chosen: (command: MenuCommand) => void): void;
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
export const UploadBegun = z.object({ id: z.string() });
