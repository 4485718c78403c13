import type { Port } from './port';
import { PortEvents, portOver } from './port';

/** The part of a WebSocket that is used here, which browsers and the `ws` package have in common. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
}

const OPEN = 1;

/** Returns a port over an open WebSocket. Control messages are JSON text, frames are binary messages. */
export function socketPort(socket: SocketLike): Port {
  const events = new PortEvents();
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', ({ data }) => {
    if (data instanceof ArrayBuffer) {
      events.deliver(new Uint8Array(data));
      return;
    }
    try {
      events.deliver(JSON.parse(String(data)));
    } catch {
      events.deliver(null); // the receiver refuses it like any other malformed message
    }
  });
  socket.addEventListener('close', ({ code, reason }) => {
    events.end(reason || `the connection closed with code ${String(code)}`);
  });
  return portOver(events, {
    send: (message) => {
      if (socket.readyState !== OPEN) return;
      socket.send(
        message instanceof Uint8Array ? (message as Uint8Array<ArrayBuffer>) : JSON.stringify(message),
      );
    },
    close: () => {
      socket.close();
      events.end('closed');
    },
  });
}
