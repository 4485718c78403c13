import { deserializeError } from '#shared/errors';
import type { DesktopBridge, BridgeResult, Opened as OpenedByMain, OpenedSession } from '#shared/host';
import { isOpenedSession, EnginePortMessage } from '#shared/host';
import { windowPort } from '#shared/rpc/message-port';
import type { SessionHost, SaveTarget, Opened, SessionFile, Host } from './host';

/** The desktop's shell, over the bridge that the preload put into this window. */
export function desktopHost(bridge: DesktopBridge): Host {
  const ports = new ArrivingPorts();
  const opened = (one: Parameters<typeof openedItem>[1]) => openedItem(bridge, one);
  return {
    kind: 'desktop',
    connectEngine: async (role) => windowPort(await ports.take(await unwrap(bridge.connectEngine(role)))),
    endEngine: (role) => unwrap(bridge.endEngine(role)),
    openFolder: () => unwrap(bridge.openFolder()),
    openFiles: () => unwrapOrNull(bridge.openFiles(), opened),
    openDropped: ({ files }) => unwrapOrNull(bridge.openDropped([...files]), opened),
    startupSource: () => unwrapOrNull(bridge.startupSource(), opened),
    onOpenRequested: (asked) => {
      bridge.onOpenRequested(asked);
    },
    sessions: desktopSessions(bridge),
    saveFile: (suggestedName) =>
      unwrapOrNull(bridge.saveBegin(suggestedName), (target) => saveTarget(bridge, target)),
    // the window does not outlive its shell
    onDisconnected: () => undefined,
    onMenu: (chosen) => {
      bridge.onMenu(chosen);
    },
  };
}

/** A port and the number that names it come by two ways, in either order. */
class ArrivingPorts {
  readonly #arrived = new Map<number, MessagePort>();
  readonly #awaited = new Map<number, (port: MessagePort) => void>();

  constructor() {
    window.addEventListener('message', ({ source, data, ports: [port] }) => {
      const message = EnginePortMessage.safeParse(data);
      if (source !== window || !message.success || !port) return;
      const { ticket } = message.data;
      const awaited = this.#awaited.get(ticket);
      this.#awaited.delete(ticket);
      if (awaited) awaited(port);
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

/** What main answers, as the window uses it. */

export async function unwrap<T>(answer: Promise<BridgeResult<T>>): Promise<T> {
  const settled = await answer;
  if (settled.ok) return settled.value;
  throw deserializeError(settled.error);
}

export async function unwrapOrNull<T, U>(
  answer: Promise<BridgeResult<T | null>>,
  use: (value: T) => U,
): Promise<U | null> {
  const value = await unwrap(answer);
  return value === null ? null : use(value);
}

/** A file that main writes. */
export function saveTarget(
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

/** A session file that main reads. */
export function sessionFile(
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

export function openedItem(
  bridge: DesktopBridge,
  opened: OpenedByMain,
  autosaveId: string | null = null,
): Opened {
  return isOpenedSession(opened) ? sessionFile(bridge, opened, autosaveId) : opened;
}

/** Names what this window keeps, for as long as its page may be loaded again. */
const KEY = 'kept-session';
const MOST_RECENT = 10;

/** Main reads and writes session files; this window names them by numbers. */
export function desktopSessions(bridge: DesktopBridge): SessionHost {
  return {
    open: () => unwrapOrNull(bridge.openSession(), (session) => sessionFile(bridge, session)),
    imageReferences: (sources) => unwrap(bridge.imageReferences(sources)),
    save: (saveLocation, suggestedName) =>
      unwrapOrNull(
        bridge.saveSessionBegin(typeof saveLocation === 'string' ? saveLocation : null, suggestedName),
        (target) => ({ ...saveTarget(bridge, target), saveLocation: target.saveLocation }),
      ),
    autosave(bytes) {
      const id = sessionStorage.getItem(KEY) ?? crypto.randomUUID();
      sessionStorage.setItem(KEY, id);
      return unwrap(bridge.autosaveSession(id, bytes));
    },
    switchAutosave(autosaveId) {
      if (autosaveId === null) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, autosaveId);
      return Promise.resolve();
    },
    async restoreAutosave() {
      const id = sessionStorage.getItem(KEY);
      return id === null
        ? null
        : unwrapOrNull(bridge.autosavedSession(id), (session) => sessionFile(bridge, session, id));
    },
    recoverAutosave: () =>
      unwrapOrNull(bridge.recoverableSession(), ({ id, session }) => {
        sessionStorage.setItem(KEY, id);
        return sessionFile(bridge, session, id);
      }),
    recentItems: async () => {
      const open = sessionStorage.getItem(KEY);
      return (await unwrap(bridge.recentItems())).filter(({ id }) => id !== open).slice(0, MOST_RECENT);
    },
    async openRecent(id) {
      const opened = await unwrap(bridge.openRecent(id));
      const isKept = isOpenedSession(opened) && opened.saveLocation === null;
      return openedItem(bridge, opened, isKept ? id : null);
    },
    removeRecent: (id) => unwrap(bridge.removeRecent(id)),
  };
}
