import { deserializeError } from '#shared/errors';
import type { DesktopBridge, Answer, Opened as OpenedByMain, OpenedSession } from '#shared/host';
import { isSession, EnginePortMessage } from '#shared/host';
import { windowPort } from '#shared/rpc/message-port';
import type { SessionHost, SaveTarget, Opened, SessionFile, Host } from './host';

/** The desktop's shell, over the bridge that the preload put into this window. */
export function desktopHost(bridge: DesktopBridge): Host {
  const ports = new ArrivingPorts();
  const opened = (one: Parameters<typeof openedOn>[1]) => openedOn(bridge, one);
  return {
    kind: 'desktop',
    connectEngine: async (role) => windowPort(await ports.take(await valueOf(bridge.connectEngine(role)))),
    endEngine: (role) => valueOf(bridge.endEngine(role)),
    openFolder: () => valueOf(bridge.openFolder()),
    openFiles: () => valueOrNull(bridge.openFiles(), opened),
    openDropped: ({ files }) => valueOrNull(bridge.openDropped([...files]), opened),
    startupSource: () => valueOrNull(bridge.startupSource(), opened),
    onAskedToOpen: (asked) => {
      bridge.onAskedToOpen(asked);
    },
    sessions: desktopSessions(bridge),
    saveFile: (suggestedName) =>
      valueOrNull(bridge.saveBegin(suggestedName), (target) => targetOn(bridge, target)),
    // the window does not outlive its shell
    onGone: () => undefined,
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

export async function valueOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  const settled = await answer;
  if (settled.ok) return settled.value;
  throw deserializeError(settled.error);
}

export async function valueOrNull<T, U>(
  answer: Promise<Answer<T | null>>,
  use: (value: T) => U,
): Promise<U | null> {
  const value = await valueOf(answer);
  return value === null ? null : use(value);
}

/** A file that main writes. */
export function targetOn(
  bridge: DesktopBridge,
  { id, name }: { readonly id: number; readonly name: string },
): SaveTarget {
  return {
    name,
    write: (bytes, position) => valueOf(bridge.saveWrite(id, bytes, position)),
    finish: () => valueOf(bridge.saveFinish(id)),
    discard: () => valueOf(bridge.saveDiscard(id)),
  };
}

/** A session file that main reads. */
export function sessionOn(
  bridge: DesktopBridge,
  session: OpenedSession,
  keptAs: string | null = null,
): SessionFile {
  const { id, name, size, place, images } = session;
  return {
    name,
    size,
    place,
    keptAs,
    read: (position, length) => valueOf(bridge.readSession(id, position, length)),
    imagesOf: () => Promise.resolve(images),
  };
}

export function openedOn(bridge: DesktopBridge, opened: OpenedByMain, keptAs: string | null = null): Opened {
  return isSession(opened) ? sessionOn(bridge, opened, keptAs) : opened;
}

/** Names what this window keeps, for as long as its page may be loaded again. */
const KEY = 'kept-session';
const MOST_RECENT = 10;

/** Main reads and writes session files; this window names them by numbers. */
export function desktopSessions(bridge: DesktopBridge): SessionHost {
  return {
    pick: () => valueOrNull(bridge.openSession(), (session) => sessionOn(bridge, session)),
    referencesOf: (sources) => valueOf(bridge.referencesOf(sources)),
    save: (place, suggestedName) =>
      valueOrNull(
        bridge.saveSessionBegin(typeof place === 'string' ? place : null, suggestedName),
        (target) => ({ ...targetOn(bridge, target), place: target.place }),
      ),
    keep(bytes) {
      const id = sessionStorage.getItem(KEY) ?? crypto.randomUUID();
      sessionStorage.setItem(KEY, id);
      return valueOf(bridge.keepSession(id, bytes));
    },
    keepAnother(keptAs) {
      if (keptAs === null) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, keptAs);
      return Promise.resolve();
    },
    async kept() {
      const id = sessionStorage.getItem(KEY);
      return id === null
        ? null
        : valueOrNull(bridge.keptSession(id), (session) => sessionOn(bridge, session, id));
    },
    unended: () =>
      valueOrNull(bridge.unendedSession(), ({ id, session }) => {
        sessionStorage.setItem(KEY, id);
        return sessionOn(bridge, session, id);
      }),
    recent: async () => {
      const open = sessionStorage.getItem(KEY);
      return (await valueOf(bridge.recent())).filter(({ id }) => id !== open).slice(0, MOST_RECENT);
    },
    async openRecent(id) {
      const opened = await valueOf(bridge.openRecent(id));
      const isKept = isSession(opened) && opened.place === null;
      return openedOn(bridge, opened, isKept ? id : null);
    },
    forgetRecent: (id) => valueOf(bridge.forgetRecent(id)),
  };
}
