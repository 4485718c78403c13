import { EngineError } from '#shared/errors';
import { readDirectory } from '#shared/files/stored-zip';
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

/** Another window is live: `connectEngine` rejects with this, and `browserHost({ take: true })` takes over. */
export class OtherWindowError extends EngineError {
  override name = 'OtherWindowError';

  constructor(sentence: string) {
    super('bad-request', sentence, 'Close it, or take over here.');
  }
}

/** The shell of a window in a browser: the server that it was loaded from. `take` ends another window that is live. */
export function browserHost({ take = false }: { take?: boolean } = {}): Host {
  const control = new WebSocket(addressOf(`/session${take ? '?take=1' : ''}`));
  const greeting = greetingOf(control);
  // it is awaited wherever it is needed
  greeting.catch(() => undefined);
  const gone = new Promise<string>((resolve) => {
    control.addEventListener('close', ({ code, reason }) => {
      if (code !== SocketClose.otherWindow) resolve(reason || CONNECTION_LOST); // else it never was there
    });
  });
  const startSource = async () => (await greeting).source;
  /** Sends pictures to the server; a session is read here. */
  const open = async (files: readonly PickedFile[] | null, watch: UploadOptions) => {
    const [first, ...others] = files ?? [];
    const isOne = first && others.length === 0 && (await isSessionFile(first.file));
    return isOne ? sessionFromFile(first.file, startSource) : send(files, watch);
  };
  const send = async (files: readonly PickedFile[] | null, watch: UploadOptions) => {
    if (!files) return null;
    if (files.length === 0)
      throw new EngineError('bad-input', 'There are no files in it.', 'Open another folder.');
    return upload(files, (await greeting).uploadBudgetBytes, watch);
  };
  return {
    kind: 'browser',
    connectEngine: async (role) => connect(role, (await greeting).session),
    endEngine: async (role) => {
      await request(`/engine/${role}/end`, { method: 'POST' });
    },
    openFolder: async (watch) => send(await pick({ folder: true }), watch),
    openFiles: async (watch) => open(await pick({ folder: false }), watch),
    openDropped: async (items, watch) => open(await droppedFiles(items), watch),
    startupSource: startSource,
    sessions: browserSessions(startSource),
    saveFile: (suggestedName) => saveInBrowser(suggestedName),
    onDisconnected: (ended) => {
      void gone.then(ended);
    },
  };
}

/** By what is in it, or by what it is called: what is damaged is said by whoever opens it. */
async function isSessionFile(file: File): Promise<boolean> {
  if (file.name.endsWith(SESSION_EXTENSION)) return true;
  const read = async (position: number, length: number) =>
    new Uint8Array(await file.slice(position, position + length).arrayBuffer());
  const entries = await readDirectory({ name: file.name, size: file.size, read }).catch(() => null);
  return entries?.has(SESSION_ENTRY) ?? false;
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
  const socket = new WebSocket(addressOf(`/engine/${role}?session=${session}`));
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

function addressOf(path: string): URL {
  const address = new URL(path, location.href);
  address.protocol = 'ws:';
  return address;
}

/** Null when the person changed their mind. */
async function pick({ folder }: { folder: boolean }): Promise<PickedFile[] | null> {
  const files = await showFilePicker(folder ? { webkitdirectory: true } : { multiple: true });
  if (!files) return null;
  const picked = files.map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  return folder ? picked.filter(({ path }) => !isHidden(path)) : picked;
}
