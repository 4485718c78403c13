import { randomUUID } from 'node:crypto';
import type { OpenedSource, SessionGreeting } from '#shared/host';
import { SocketClose } from '#shared/host';
import type { WebSocket } from 'ws';
import { UPLOAD_BUDGET_BYTES } from './uploads';

const HEARTBEAT_MS = 15_000;

interface Live {
  readonly id: string;
  readonly control: WebSocket;
  /** Its connections to engines. */
  readonly sockets: Set<WebSocket>;
}

/** The one window that is live. Another is turned away, or takes over where it asks to. */
export class ActiveWindow {
  readonly #source: OpenedSource | null;
  #live: Live | undefined;

  constructor(source: OpenedSource | null) {
    this.#source = source;
  }

  connect(control: WebSocket, takesOver: boolean): void {
    if (this.#live && !takesOver) {
      control.close(SocketClose.otherWindow, 'Mnemoscope is open in another window.');
      return;
    }
    this.disconnect(SocketClose.takenOver, 'Another window took over.');
    const live: Live = { id: randomUUID(), control, sockets: new Set() };
    this.#live = live;
    terminateIfUnresponsive(control);
    control.on('close', () => {
      if (this.#live === live) this.disconnect(SocketClose.takenOver, 'The window was closed.');
    });
    const greeting: SessionGreeting = {
      session: live.id,
      source: this.#source,
      uploadBudgetBytes: UPLOAD_BUDGET_BYTES,
    };
    control.send(JSON.stringify(greeting));
  }

  /** Whether the socket belongs to the live window; it then ends with it. */
  attach(session: string | null, socket: WebSocket): boolean {
    const live = this.#live;
    if (live?.id !== session) return false;
    live.sockets.add(socket);
    socket.on('close', () => live.sockets.delete(socket));
    return true;
  }

  disconnect(code: number, reason: string): void {
    const live = this.#live;
    this.#live = undefined;
    for (const socket of live ? [live.control, ...live.sockets] : []) socket.close(code, reason);
  }
}

/** Ends a connection whose other side is gone without a word, so that its window does not stay live. */
function terminateIfUnresponsive(socket: WebSocket): void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) socket.terminate();
    answered = false;
    socket.ping();
  }, HEARTBEAT_MS);
  socket.on('close', () => {
    clearInterval(timer);
  });
}
