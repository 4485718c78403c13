import { decode, encode } from './clone';
import type { FromPage, ToPage } from './page-wire';

/**
 * Runs in a page before anything else and gives the preload what Electron gives it: `require('electron')` with
 * ipcRenderer, contextBridge and webUtils. The preload shares its world with the page here, so the bridge clones values but
 * does not isolate them.
 */

interface StandInWindow {
  /** Sends to the main process. It is removed from the page's globals. */
  standInSend?: (message: string) => void;
  standInReceive?: (messages: string) => void;
  /** Runs the preload's source, wrapped in a function as Electron does. */
  standInPreload?: (preload: Preload) => void;
}
type Preload = (require: (name: string) => unknown, module: object, process: object) => void;
type Listener = (event: object, ...args: unknown[]) => void;

const page = window as unknown as StandInWindow & Record<string, unknown>;
const sendText = page.standInSend;
delete page.standInSend;
const send = (message: FromPage) => sendText?.(JSON.stringify(message));

class IpcRenderer {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  #nextCall = 0;

  on(channel: string, listener: Listener): this {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    return this;
  }

  once(channel: string, listener: Listener): this {
    const heard: Listener = (event, ...args) => {
      this.#listeners.get(channel)?.delete(heard);
      listener(event, ...args);
    };
    return this.on(channel, heard);
  }

  send(channel: string, ...args: unknown[]): void {
    send({ type: 'send', channel, args: encode(args) });
  }

  invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    const id = this.#nextCall++;
    const call = Promise.withResolvers<unknown>();
    this.#calls.set(id, call);
    send({ type: 'invoke', id, channel, args: encode(args) });
    return call.promise;
  }

  emit(channel: string, args: unknown[], ports: MessagePort[]): void {
    for (const listener of [...(this.#listeners.get(channel) ?? [])])
      listener({ sender: this, ports }, ...args);
  }

  settle(message: ToPage & { type: 'result' | 'failure' }): void {
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.type === 'result') call?.resolve(decode(message.value));
    else call?.reject(new Error(message.message));
  }
}

/** Gives the page real ports, whose other ends forward everything to the main process. */
const relays = new Map<number, MessagePort>();

function openPort(id: number): MessagePort {
  const { port1, port2 } = new MessageChannel();
  relays.set(id, port2);
  port2.onmessage = ({ data }) => {
    send({ type: 'port-message', id, data: encode(data) });
  };
  port2.addEventListener('close', () => {
    if (relays.delete(id)) send({ type: 'port-closed', id });
  });
  return port1;
}

function receive(message: ToPage): void {
  switch (message.type) {
    case 'send':
      ipcRenderer.emit(message.channel, decode(message.args) as unknown[], message.ports.map(openPort));
      break;
    case 'port-message':
      relays.get(message.id)?.postMessage(decode(message.data));
      break;
    case 'port-closed':
      relays.get(message.id)?.close();
      relays.delete(message.id);
      break;
    default:
      ipcRenderer.settle(message);
  }
}

/** Clones values that cross the bridge. Functions are wrapped; files and promises pass unchanged. */
function bridged(value: unknown): unknown {
  if (typeof value === 'function') {
    return (...args: unknown[]) => bridged((value as (...args: unknown[]) => unknown)(...args.map(bridged)));
  }
  if (value instanceof Promise) {
    return value.then(bridged, (error: unknown) => {
      throw bridged(error);
    });
  }
  if (value instanceof Blob || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(bridged);
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bridged(inner)])),
  );
}

const ipcRenderer = new IpcRenderer();
const electron = {
  ipcRenderer,
  contextBridge: {
    exposeInMainWorld(name: string, api: unknown): void {
      if (name in window) {
        throw new Error('Cannot bind an API on top of an existing property on the window object');
      }
      Object.defineProperty(window, name, { value: bridged(api), enumerable: true });
    },
  },
  // a test assigns a path to a file; a file that the page created has none
  webUtils: { getPathForFile: (file: { standInPath?: string }) => file.standInPath ?? '' },
};

function requireInPreload(name: string): unknown {
  if (name === 'electron' || name === 'electron/renderer') return electron;
  throw new Error(`module not found: ${name}`);
}

// Electron runs preloads in main frames only
if (window === window.top) {
  page.standInReceive = (messages) => {
    (JSON.parse(messages) as ToPage[]).forEach(receive);
  };
  page.standInPreload = (preload) => {
    delete page.standInPreload;
    preload(requireInPreload, { exports: {} }, { type: 'renderer', sandboxed: true, contextIsolated: true });
  };
  window.open = (url) => {
    send({ type: 'window-open', url: String(url) });
    return null;
  };
}
