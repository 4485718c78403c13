import type { DesktopBridge } from '#shared/host';
import { EnginePortMessage } from '#shared/host';
import { windowPort } from '#shared/rpc/message-port';
import { openedOn, targetOn, valueOf, valueOrNull } from './bridge';
import { desktopSessions } from './desktop-sessions';
import type { Host } from './host';

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
