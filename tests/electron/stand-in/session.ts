import type * as Electron from 'electron';
import type { PartOf } from './imitation';
import { Imitation } from './imitation';
import { app } from './app';

type Handler = (request: Request) => Response | Promise<Response>;
type BeforeRequest = (
  details: Electron.OnBeforeRequestListenerDetails,
  answer: (response: Electron.CallbackResponse) => void,
) => void;

class Protocol extends Imitation implements PartOf<Electron.Protocol> {
  readonly handlers = new Map<string, Handler>();

  registerSchemesAsPrivileged(): void {
    if (app.isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    }
  }

  handle(scheme: string, handler: Handler): void {
    if (this.handlers.has(scheme)) throw new Error('Failed to register protocol: ' + scheme);
    this.handlers.set(scheme, handler);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme);
  }
}

class WebRequest extends Imitation {
  listener: BeforeRequest | undefined;

  onBeforeRequest(listener: BeforeRequest): void {
    this.listener = listener;
  }
}

/** In the stand-in, permissions are those of headless Chromium, which grants none. */
class Session extends Imitation implements PartOf<Electron.Session, 'protocol' | 'webRequest'> {
  readonly protocol = protocol;
  readonly webRequest = new WebRequest();

  setPermissionRequestHandler(): void {
    this.#throwBeforeReady();
  }

  setPermissionCheckHandler(): void {
    this.#throwBeforeReady();
  }

  setDevicePermissionHandler(): void {
    this.#throwBeforeReady();
  }

  /** Returns whether a request may leave the page. */
  isAllowed(url: string): boolean {
    let isCancelled = false;
    this.webRequest.listener?.({ url } as Electron.OnBeforeRequestListenerDetails, ({ cancel }) => {
      isCancelled = cancel ?? false;
    });
    return !isCancelled;
  }

  #throwBeforeReady(): void {
    if (!app.isReady()) throw new Error('Session can only be received when app is ready');
  }
}

export const protocol = new Protocol();
const defaultSession = new Session();

export const session = {
  get defaultSession(): Session {
    if (!app.isReady()) throw new Error('Session can only be received when app is ready');
    return defaultSession;
  },
};
