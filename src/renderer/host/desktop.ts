import { deserializeError } from '#shared/errors';
import type { BridgeResult, DesktopBridge, Opened as OpenedByMain, OpenedSession } from '#shared/host';
import { EnginePortMessage, isOpenedSession } from '#shared/host';
import { windowPort } from '#shared/rpc/message-port';
import type { Host, Opened, SaveTarget, SessionFile, SessionHost } from './host';

/** The desktop shell, through the bridge that the preload exposes to this window. */
export function desktopHost(bridge: DesktopBridge): Host {
  const ports = new EnginePorts();
  const opened = (item: OpenedByMain) => openedItem(bridge, item);
  return {
    kind: 'desktop',
    connectEngine: async (role) => windowPort(await ports.take(await unwrap(bridge.connectEngine(role)))),
    endEngine: (role) => unwrap(bridge.endEngine(role)),
    openFolder: () => unwrap(bridge.openFolder()),
    openFiles: () => unwrapOrNull(bridge.openFiles(), opened),
    openDropped: ({ files }) => unwrapOrNull(bridge.openDropped([...files]), opened),
    startupSource: () => unwrapOrNull(bridge.startupSource(), opened),
    onOpenRequested: (listener) => {
      bridge.onOpenRequested(listener);
    },
    sessions: desktopSessions(bridge),
    saveFile: (suggestedName) =>
      unwrapOrNull(bridge.saveBegin(suggestedName), (target) => saveTarget(bridge, target)),
    // the window never outlives its shell
    onDisconnected: () => undefined,
    onMenu: (listener) => {
      bridge.onMenu(listener);
    },
  };
}

/** Matches engine ports to their tickets. The two arrive on different channels, in either order. */
class EnginePorts {
  readonly #arrived = new Map<number, MessagePort>();
  readonly #awaited = new Map<number, (port: MessagePort) => void>();

  constructor() {
    window.addEventListener('message', ({ source, data, ports: [port] }) => {
      const message = EnginePortMessage.safeParse(data);
      if (source !== window || !message.success || !port) return;
      const { ticket } = message.data;
      const resolve = this.#awaited.get(ticket);
      this.#awaited.delete(ticket);
      if (resolve) resolve(port);
      else this.#arrived.set(ticket, port);
    });
  }

  take(ticket: number): Promise<MessagePort> {
    const port = this.#arrived.get(ticket);
    this.#arrived.delete(ticket);
    if (port) return Promise.resolve(port);
    return new Promise((resolve) => {
      this.#awaited.set(ticket, resolve);
    });
  }
}

async function unwrap<T>(call: Promise<BridgeResult<T>>): Promise<T> {
  const result = await call;
  if (result.ok) return result.value;
  throw deserializeError(result.error);
}

async function unwrapOrNull<T, U>(
  call: Promise<BridgeResult<T | null>>,
  convert: (value: T) => U,
): Promise<U | null> {
  const value = await unwrap(call);
  return value === null ? null : convert(value);
}

/** A file that the main process writes. */
function saveTarget(
  bridge: DesktopBridge,
  { id, name }: { readonly id: number; readonly name: string },
): SaveTarget {
  return {
    name,
    write: (bytes, position) => unwrap(bridge.saveWrite(id, bytes, position)),
    finish: () => unwrap(bridge.saveFinish(id)),
    discard: () => unwrap(bridge.saveDiscard(id)),
  };
}

/** A session file that the main process reads. */
function sessionFile(
  bridge: DesktopBridge,
  session: OpenedSession,
  autosaveId: string | null = null,
): SessionFile {
  const { id, name, size, saveLocation, images } = session;
  return {
    name,
    size,
    saveLocation,
    autosaveId,
    read: (position, length) => unwrap(bridge.readSession(id, position, length)),
    resolveImages: () => Promise.resolve(images),
  };
}

function openedItem(bridge: DesktopBridge, opened: OpenedByMain, autosaveId: string | null = null): Opened {
  return isOpenedSession(opened) ? sessionFile(bridge, opened, autosaveId) : opened;
}

/** Holds the id of this window's autosaved session across reloads of the page. */
const AUTOSAVE_KEY = 'kept-session';
const MAX_RECENT = 10;

/** Session files are read and written by the main process. This window refers to them by numbers. */
function desktopSessions(bridge: DesktopBridge): SessionHost {
  return {
    open: () => unwrapOrNull(bridge.openSession(), (session) => sessionFile(bridge, session)),
    imageReferences: (sources) => unwrap(bridge.imageReferences(sources)),
    save: (location, suggestedName) =>
      unwrapOrNull(
        bridge.saveSessionBegin(typeof location === 'string' ? location : null, suggestedName),
        (target) => ({ ...saveTarget(bridge, target), saveLocation: target.saveLocation }),
      ),
    autosave(bytes) {
      const id = sessionStorage.getItem(AUTOSAVE_KEY) ?? crypto.randomUUID();
      sessionStorage.setItem(AUTOSAVE_KEY, id);
      return unwrap(bridge.autosaveSession(id, bytes));
    },
    switchAutosave(autosaveId) {
      if (autosaveId === null) sessionStorage.removeItem(AUTOSAVE_KEY);
      else sessionStorage.setItem(AUTOSAVE_KEY, autosaveId);
      return Promise.resolve();
    },
    async restoreAutosave() {
      const id = sessionStorage.getItem(AUTOSAVE_KEY);
      if (id === null) return null;
      return unwrapOrNull(bridge.autosavedSession(id), (session) => sessionFile(bridge, session, id));
    },
    recoverAutosave: () =>
      unwrapOrNull(bridge.recoverableSession(), ({ id, session }) => {
        sessionStorage.setItem(AUTOSAVE_KEY, id);
        return sessionFile(bridge, session, id);
      }),
    recentItems: async () => {
      const openId = sessionStorage.getItem(AUTOSAVE_KEY);
      return (await unwrap(bridge.recentItems())).filter(({ id }) => id !== openId).slice(0, MAX_RECENT);
    },
    async openRecent(id) {
      const opened = await unwrap(bridge.openRecent(id));
      const isAutosaved = isOpenedSession(opened) && opened.saveLocation === null;
      return openedItem(bridge, opened, isAutosaved ? id : null);
    },
    removeRecent: (id) => unwrap(bridge.removeRecent(id)),
  };
}
