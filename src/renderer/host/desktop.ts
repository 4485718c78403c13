import { deserializeError } from '#shared/errors';
import type { Answer, DesktopBridge } from '#shared/host';
import { EnginePortMessage } from '#shared/host';
import { windowPort } from '#shared/rpc/message-port';
import type { Host } from './host';

/** The desktop's shell, over the bridge that the preload put into this window. */
export function desktopHost(bridge: DesktopBridge): Host {
  const ports = new ArrivingPorts();
  return {
    kind: 'desktop',
    connectEngine: async (role) => windowPort(await ports.take(await valueOf(bridge.connectEngine(role)))),
    endEngine: (role) => valueOf(bridge.endEngine(role)),
    openFolder: () => valueOf(bridge.openFolder()),
    openFiles: () => valueOf(bridge.openFiles()),
    openDropped: ({ files }) => valueOf(bridge.openDropped([...files])),
    startupSource: () => valueOf(bridge.startupSource()),
    async saveFile(suggestedName) {
      const target = await valueOf(bridge.saveBegin(suggestedName));
      if (!target) return null;
      const { id, name } = target;
      return {
        name,
        write: (bytes, position) => valueOf(bridge.saveWrite(id, bytes, position)),
        finish: () => valueOf(bridge.saveFinish(id)),
        discard: () => valueOf(bridge.saveDiscard(id)),
      };
    },
    // the window does not outlive its shell
    onGone: () => undefined,
    onMenu: (chosen) => {
      bridge.onMenu(chosen);
    },
  };
}

async function valueOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  const settled = await answer;
  if (settled.ok) return settled.value;
  throw deserializeError(settled.error);
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
