import type { Port } from './port';
import { PortEvents, portOver } from './port';

/** The part of a browser's MessagePort that is used here. */
export interface WindowPort {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/** The part of Electron's MessagePortMain that is used here, in the main process and in utility processes. */
export interface MainPort {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

// Buffers are copied, not transferred: Electron's ports transfer ports only, and lose a buffer that is transferred.

/** Returns a port over the window's end of a message channel. */
export function windowPort(port: WindowPort): Port {
  const events = new PortEvents();
  port.addEventListener('message', ({ data }) => {
    events.deliver(data);
  });
  port.addEventListener('close', () => {
    events.end('the other side is gone');
  });
  return started(port, events);
}

/** Returns a port over an end of a message channel in a process without a window. */
export function mainPort(port: MainPort): Port {
  const events = new PortEvents();
  port.on('message', ({ data }) => {
    events.deliver(data);
  });
  port.on('close', () => {
    events.end('the other side is gone');
  });
  return started(port, events);
}

function started(port: WindowPort | MainPort, events: PortEvents): Port {
  port.start();
  return portOver(events, {
    send: (message) => {
      if (!events.closed) port.postMessage(message);
    },
    close: () => {
      port.close();
      events.end('closed');
    },
  });
}
