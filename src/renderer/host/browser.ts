import { EngineError } from '#shared/errors';
import { readDirectory } from '#shared/files/zip-reader';
import type { EngineRole } from '#shared/host';
import { ENGINE_READY, SessionGreeting, SocketClose } from '#shared/host';
import type { Port } from '#shared/rpc/port';
import { socketPort } from '#shared/rpc/socket-port';
import { SESSION_EXTENSION, SESSION_ENTRY } from '#shared/session-file';
import { saveInBrowser } from './browser-save';
import { browserSessions, sessionFromFile } from './browser-sessions';
import type { Host, UploadOptions } from './host';
import type { PickedFile } from './picked-files';
import { showFilePicker, droppedFiles, isHidden } from './picked-files';
import { request, CONNECTION_LOST, upload } from './server-client';

/** Thrown by `connectEngine` while another window is active. `browserHost({ takesOver: true })` replaces that window. */
export class OtherWindowError extends EngineError {
  override name = 'OtherWindowError';

  constructor(message: string) {
    super('bad-request', message, 'Close it, or take over here.');
  }
}

/** The shell of a window in a browser: the server that it was loaded from. `takesOver` pauses another active window. */
export function browserHost({ takesOver = false }: { takesOver?: boolean } = {}): Host {
  const control = new WebSocket(socketUrl(`/session${takesOver ? '?take=1' : ''}`));
  const greeting = greetingOf(control);
  // every use awaits it and handles its error
  greeting.catch(() => undefined);
  const disconnected = new Promise<{ reason: string; isTakenOver: boolean }>((resolve) => {
    control.addEventListener('close', ({ code, reason }) => {
      // with this code it never was connected
      if (code === SocketClose.otherWindow) return;
      resolve({ reason: reason || CONNECTION_LOST, isTakenOver: code === SocketClose.takenOver });
    });
  });
  const startupSource = async () => (await greeting).source;
  /** Sends pictures to the server. A session is read in this window. */
  const open = async (files: readonly PickedFile[] | null, options: UploadOptions) => {
    const [first, ...others] = files ?? [];
    const isSession = first && others.length === 0 && (await isSessionFile(first.file));
    return isSession ? sessionFromFile(first.file, startupSource) : send(files, options);
  };
  const send = async (files: readonly PickedFile[] | null, options: UploadOptions) => {
    if (!files) return null;
    if (files.length === 0)
      throw new EngineError('bad-input', 'This folder has no files.', 'Open another folder.');
    return upload(files, (await greeting).uploadBudgetBytes, options);
  };
  return {
    kind: 'browser',
    connectEngine: async (role) => connect(role, (await greeting).session),
    endEngine: async (role) => {
      await request(`/engine/${role}/end`, { method: 'POST' });
    },
    openFolder: async (options) => send(await pick({ folder: true }), options),
    openFiles: async (options) => open(await pick({ folder: false }), options),
    openDropped: async (items, options) => open(await droppedFiles(items), options),
    startupSource,
    sessions: browserSessions(startupSource),
    saveFile: (suggestedName) => saveInBrowser(suggestedName),
    onDisconnected: (listener) => {
      void disconnected.then(({ reason, isTakenOver }) => {
        listener(reason, isTakenOver);
      });
    },
  };
}

/** Recognises a session by its content, or by its name, so a damaged one is reported when it is opened. */
async function isSessionFile(file: File): Promise<boolean> {
  if (file.name.endsWith(SESSION_EXTENSION)) return true;
  const read = async (position: number, length: number) =>
    new Uint8Array(await file.slice(position, position + length).arrayBuffer());
  const members = await readDirectory({ name: file.name, size: file.size, read }).catch(() => null);
  return members?.has(SESSION_ENTRY) ?? false;
}

function greetingOf(control: WebSocket): Promise<SessionGreeting> {
  return new Promise((resolve, reject) => {
    control.addEventListener(
      'message',
      ({ data }) => {
        resolve(SessionGreeting.parse(JSON.parse(String(data))));
      },
      { once: true },
    );
    control.addEventListener('close', ({ code, reason }) => {
      reject(
        code === SocketClose.otherWindow
          ? new OtherWindowError(reason)
          : new EngineError('engine-stopped', reason || CONNECTION_LOST),
      );
    });
  });
}

function connect(role: EngineRole, session: string): Promise<Port> {
  const socket = new WebSocket(socketUrl(`/engine/${role}?session=${session}`));
  return new Promise((resolve, reject) => {
    socket.addEventListener(
      'message',
      ({ data }) => {
        if (data === ENGINE_READY) resolve(socketPort(socket));
      },
      { once: true },
    );
    socket.addEventListener('close', ({ reason }) => {
      reject(new EngineError('engine-stopped', reason || CONNECTION_LOST));
    });
  });
}

function socketUrl(path: string): URL {
  const address = new URL(path, location.href);
  address.protocol = 'ws:';
  return address;
}

/** Resolves to null if the person cancels. */
async function pick({ folder }: { folder: boolean }): Promise<PickedFile[] | null> {
  const files = await showFilePicker(folder ? { webkitdirectory: true } : { multiple: true });
  if (!files) return null;
  const picked = files.map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  return folder ? picked.filter(({ path }) => !isHidden(path)) : picked;
}
