import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { decodeFrame } from '../../src/shared/rpc/frame';

/** Points along each axis of the landscapes of a journey whose pictures are not the point. */
const SMALL_GRID = 48;
/** A close without a code of its own, which nobody can send. */
const NO_CODE = 1005;

const ToEngine = z.looseObject({ type: z.string(), id: z.int().optional(), method: z.string().optional() });
const LandscapeCall = z.looseObject({ params: z.looseObject({ grid: z.looseObject({ size: z.int() }) }) });
const FromEngine = z.looseObject({ type: z.string(), id: z.int().optional() });
const DescentFrame = z.looseObject({ firstStep: z.int() });

/**
 * A proxy between a window in a browser and its server, so that a journey decides what the window learns and when, and
 * no machine is too fast or too slow for it. It holds back the steps of a descent past a given one (but for the first
 * frame of each call), and asks for smaller landscapes than the window does.
 */
export class EngineLink {
  readonly #target: URL;
  readonly #server = createServer((asked, answer) => {
    this.#forward(asked, answer);
  });
  readonly #sockets = new WebSocketServer({ noServer: true });
  #heldPast = Infinity;
  #waiting: (() => void)[] = [];

  /** `target` is the address of the window's server. */
  constructor(target: URL) {
    this.#target = target;
    this.#server.on('upgrade', (asked, socket, head) => {
      this.#sockets.handleUpgrade(asked, socket, head, (window) => {
        const { pathname, search } = new URL(asked.url ?? '', target);
        const engine = new WebSocket(`ws://${target.host}${pathname}${search}`, {
          headers: this.#headersOf(asked),
        });
        join(window, engine, pathname.startsWith('/engine/') ? new Connection(this) : null);
      });
    });
  }

  /** Starts to listen. Returns the address of the window on this side. */
  async open(): Promise<URL> {
    this.#server.listen(0, this.#target.hostname);
    await once(this.#server, 'listening');
    const address = new URL(this.#target);
    address.port = String((this.#server.address() as AddressInfo).port);
    return address;
  }

  close(): void {
    for (const window of this.#sockets.clients) window.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** From now on no step past this one reaches the window, until `release`. */
  holdStepsPast(step: number): void {
    this.#heldPast = step;
  }

  /** Lets all steps through that were held back, and those that follow. */
  release(): void {
    this.#heldPast = Infinity;
    for (const deliver of this.#waiting.splice(0)) deliver();
  }

  isHeld(step: number): boolean {
    return step > this.#heldPast;
  }

  onRelease(deliver: () => void): void {
    this.#waiting.push(deliver);
  }

  #forward(asked: IncomingMessage, answer: ServerResponse): void {
    const { hostname: host, port } = this.#target;
    const { url: path, method } = asked;
    const onward = request({ host, port, path, method, headers: this.#headersOf(asked) }, (given) => {
      answer.writeHead(given.statusCode ?? 0, given.headers);
      given.pipe(answer);
    });
    onward.on('error', () => answer.destroy()); // the window sees that its server is gone
    asked.pipe(onward);
  }

  /** The server answers nobody who names another host than its own. */
  #headersOf({ headers: { cookie, origin, ...headers } }: IncomingMessage): Record<string, string> {
    const kept = ['accept', 'content-type', 'content-length', 'range'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    return {
      ...Object.fromEntries(kept),
      host: this.#target.host,
      ...(cookie !== undefined && { cookie }),
      ...(origin !== undefined && { origin: this.#target.origin }),
    };
  }
}

type Message = string | Buffer;

/** Passes messages between the window's socket and the engine's, through `connection` if there is one. */
function join(window: WebSocket, engine: WebSocket, connection: Connection | null): void {
  const toWindow = (message: Message) => {
    window.send(message);
  };
  const early: Message[] = [];
  const toEngine = (message: Message) => {
    if (engine.readyState === WebSocket.CONNECTING) early.push(message);
    else engine.send(message);
  };
  engine.on('open', () => {
    for (const message of early) engine.send(message);
  });
  window.on('message', (data: Buffer, isBinary) => {
    const message = isBinary ? data : data.toString();
    toEngine(connection && typeof message === 'string' ? connection.requested(message) : message);
  });
  engine.binaryType = 'arraybuffer'; // a frame is read where its arrays are aligned
  engine.on('message', (data: ArrayBuffer, isBinary) => {
    const message = isBinary ? Buffer.from(data) : Buffer.from(data).toString();
    if (connection) connection.answer(message, toWindow);
    else toWindow(message);
  });
  for (const [from, to] of [
    [window, engine],
    [engine, window],
  ] as const) {
    from.on('close', (code: number, reason: Buffer) => {
      if (code < 1000 || (code >= NO_CODE && code < 3000)) to.terminate();
      else to.close(code, reason);
    });
    from.on('error', () => {
      to.terminate(); // the other side learns it as a lost connection
    });
  }
}

/** What passes between the window and one engine. */
class Connection {
  readonly #link: EngineLink;
  readonly #descents = new Set<number>();
  /** Descents whose first frame has come: it always passes, so that the window shows every stretch of a run. */
  readonly #begun = new Set<number>();
  /** What is held back of each call, in order. */
  readonly #held = new Map<number, Message[]>();

  constructor(link: EngineLink) {
    this.#link = link;
  }

  /** Returns what the engine is asked instead. */
  requested(text: string): string {
    const message = ToEngine.parse(JSON.parse(text));
    if (message.id === undefined) return text;
    if (message.type === 'cancel') {
      // nobody waits for its steps
      this.#held.delete(message.id);
      this.#descents.delete(message.id);
    }
    if (message.type !== 'call') return text;
    if (message.method === 'descend') this.#descents.add(message.id);
    if (message.method !== 'landscape') return text;
    const call = LandscapeCall.parse(message);
    const grid = { ...call.params.grid, size: Math.min(call.params.grid.size, SMALL_GRID) };
    return JSON.stringify({ ...call, params: { ...call.params, grid } });
  }

  /** Sends the window what it may learn now of an engine's message. */
  answer(message: Message, send: (message: Message) => void): void {
    const id = this.#callOf(message);
    if (id === undefined || !this.#descents.has(id)) {
      send(message);
      return;
    }
    const held = this.#held.get(id);
    if (typeof message === 'string' && FromEngine.parse(JSON.parse(message)).type === 'error') {
      this.#held.delete(id); // cancelled: nobody waits for its steps
      send(message);
    } else if (held) held.push(message);
    else if (typeof message !== 'string' && this.#begun.has(id) && this.#link.isHeld(firstStepOf(message))) {
      this.#hold(id, message, send);
    } else {
      if (typeof message !== 'string') this.#begun.add(id);
      send(message);
    }
  }

  #hold(id: number, message: Buffer, send: (message: Message) => void): void {
    this.#held.set(id, [message]);
    this.#link.onRelease(() => {
      for (const each of this.#held.get(id) ?? []) send(each);
      this.#held.delete(id);
    });
  }

  /** The call that a message of the engine belongs to. */
  #callOf(message: Message): number | undefined {
    if (typeof message !== 'string') return decodeFrame(message).callId;
    if (!message.startsWith('{')) return undefined; // the server's own greeting
    return FromEngine.parse(JSON.parse(message)).id;
  }
}

function firstStepOf(frame: Buffer): number {
  return DescentFrame.parse(decodeFrame(frame).meta).firstStep;
}
