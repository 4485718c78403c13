import { randomUUID } from 'node:crypto';
import type { OpenedSource, SessionGreeting } from '#shared/host';
import { SocketClose } from '#shared/host';
import type { WebSocket } from 'ws';
import { UPLOAD_BUDGET_BYTES } from './uploads';

const HEARTBEAT_MS = 15_000;

interface Connections {
  readonly id: string;
  readonly control: WebSocket;
  /** Connections to engines. */
  readonly engines: Set<WebSocket>;
}

/** The one window that may use the server. Another window is rejected unless it asks to take over. */
export class ActiveWindow {
  readonly #source: OpenedSource | null;
  #current: Connections | undefined;

  constructor(source: OpenedSource | null) {
    this.#source = source;
  }

  /** Makes a window the active one, unless another is active and `takesOver` is false. */
  connect(control: WebSocket, takesOver: boolean): void {
    if (this.#current && !takesOver) {
      control.close(SocketClose.otherWindow, 'Mnemoscope is open in another window.');
      return;
    }
    this.disconnect(SocketClose.takenOver, 'Paused: Mnemoscope continues in another window.');
    const current: Connections = { id: randomUUID(), control, engines: new Set() };
    this.#current = current;
    terminateIfUnresponsive(control);
    control.on('close', () => {
      if (this.#current === current) this.disconnect(SocketClose.takenOver, 'The window was closed.');
    });
    const greeting: SessionGreeting = {
      session: current.id,
      source: this.#source,
      uploadBudgetBytes: UPLOAD_BUDGET_BYTES,
    };
    control.send(JSON.stringify(greeting));
  }

  /** Returns whether the socket belongs to the active window. If so, it is closed together with that window. */
  attach(session: string | null, socket: WebSocket): boolean {
    const current = this.#current;
    if (current?.id !== session) return false;
    current.engines.add(socket);
    socket.on('close', () => current.engines.delete(socket));
    return true;
  }

  disconnect(code: number, reason: string): void {
    const current = this.#current;
    this.#current = undefined;
    for (const socket of current ? [current.control, ...current.engines] : []) socket.close(code, reason);
  }
}

/** Terminates a connection that no longer responds, so its window does not stay active. */
function terminateIfUnresponsive(socket: WebSocket): void {
  let hasResponded = true;
  socket.on('pong', () => {
    hasResponded = true;
  });
  const timer = setInterval(() => {
    if (!hasResponded) socket.terminate();
    hasResponded = false;
    socket.ping();
  }, HEARTBEAT_MS);
  socket.on('close', () => {
    clearInterval(timer);
  });
}
