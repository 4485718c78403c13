import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HelperProcess } from '#engine/process/helper';
import type { EngineSupervisor } from '#shell/engine-supervisor';
import { toEngineError } from '#shared/errors';
import { EngineRole, ENGINE_READY, SocketClose } from '#shared/host';
import type { Port } from '#shared/rpc/port';
import { socketPort } from '#shared/rpc/socket-port';
import { MIB } from '#shared/units';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { AccessControl } from './access-control';
import type { ActiveWindow } from './active-window';

/** A resumed descent sends its states in one message. */
const MAX_MESSAGE_BYTES = 64 * MIB;
/** The protocol's limit is 123. */
const MAX_REASON_BYTES = 120;

/** Serves the WebSockets: `/session` for the active window, and `/engine/<role>` for its engines. */
export function serveSockets(
  server: Server,
  accessControl: AccessControl,
  activeWindow: ActiveWindow,
  engines: EngineSupervisor<HelperProcess>,
): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  server.on('upgrade', (request, connection, head) => {
    connection.on('error', () => connection.destroy()); // the client has disconnected
    const serve =
      accessControl.rejectionReason(request) === undefined && accessControl.hasCookie(request)
        ? routeOf(request)
        : undefined;
    if (!serve) {
      reject(connection);
      return;
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      socket.on('error', () => {
        socket.terminate(); // the client violates the protocol
      });
      serve(socket);
    });
  });

  function routeOf({ url = '' }: IncomingMessage): ((socket: WebSocket) => void) | undefined {
    if (!URL.canParse(url, 'http://server')) return undefined;
    const { pathname, searchParams } = new URL(url, 'http://server');
    if (pathname === '/session') {
      return (socket) => {
        activeWindow.connect(socket, searchParams.get('take') === '1');
      };
    }
    const role = EngineRole.safeParse(/^\/engine\/([^/]+)$/.exec(pathname)?.[1]);
    if (!role.success) return undefined;
    return (socket) => {
      if (activeWindow.attach(searchParams.get('session'), socket)) connectEngine(socket, role.data);
      else socket.close(SocketClose.takenOver, 'Paused: Mnemoscope continues in another window.');
    };
  }

  function connectEngine(socket: WebSocket, role: EngineRole): void {
    let engine: Port;
    try {
      engine = engines.get(role).openPort();
    } catch (thrown) {
      socket.close(SocketClose.engineExhausted, truncated(toEngineError(thrown).sentence));
      return;
    }
    socket.send(ENGINE_READY);
    pipe(socketPort(socket), engine);
    engine.onClose((reason) => {
      socket.close(SocketClose.engineGone, truncated(reason));
    });
  }
}

/** Forwards messages in both directions. The engine's credits limit how much is in transit. */
function pipe(client: Port, engine: Port): void {
  client.onMessage((message) => {
    // forwarded unchecked: the engine rejects what it does not understand
    engine.send(message as object);
  });
  engine.onMessage((message) => {
    client.send(message as object);
  });
  client.onClose(() => {
    engine.close();
  });
}

function reject(connection: Duplex): void {
  connection.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

function truncated(reason: string): string {
  return Buffer.from(reason)
    .subarray(0, MAX_REASON_BYTES)
    .toString('utf8')
    .replace(/\ufffd$/, '');
}
