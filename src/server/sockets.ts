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

/** A resumed descent brings its states in one message. */
const MAX_MESSAGE_BYTES = 64 * MIB;
/** The protocol's limit is 123. */
const MAX_REASON_BYTES = 120;

/** Takes the server's WebSockets: `/session`, which says that a window is live, and `/engine/<role>`. */
export function serveSockets(
  server: Server,
  gate: AccessControl,
  live: ActiveWindow,
  engines: EngineSupervisor<HelperProcess>,
): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  server.on('upgrade', (request, connection, head) => {
    connection.on('error', () => connection.destroy()); // a client that is gone
    const serve =
      gate.rejectionReason(request) === undefined && gate.hasCookie(request) ? routeOf(request) : undefined;
    if (!serve) {
      refuse(connection);
      return;
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      socket.on('error', () => {
        socket.terminate(); // it does not speak the protocol
      });
      serve(socket);
    });
  });

  function routeOf({ url = '' }: IncomingMessage): ((socket: WebSocket) => void) | undefined {
    if (!URL.canParse(url, 'http://server')) return undefined;
    const { pathname, searchParams } = new URL(url, 'http://server');
    if (pathname === '/session') {
      return (socket) => {
        live.connect(socket, searchParams.get('take') === '1');
      };
    }
    const role = EngineRole.safeParse(/^\/engine\/([^/]+)$/.exec(pathname)?.[1]);
    if (!role.success) return undefined;
    return (socket) => {
      if (live.attach(searchParams.get('session'), socket)) connect(socket, role.data);
      else socket.close(SocketClose.takenOver, 'Another window took over.');
    };
  }

  function connect(socket: WebSocket, role: EngineRole): void {
    let engine: Port;
    try {
      engine = engines.get(role).openPort();
    } catch (thrown) {
      socket.close(SocketClose.engineExhausted, shortened(toEngineError(thrown).sentence));
      return;
    }
    socket.send(ENGINE_READY);
    join(socketPort(socket), engine);
    engine.onClose((reason) => {
      socket.close(SocketClose.engineGone, shortened(reason));
    });
  }
}

/** Passes on what comes at either port to the other; the engine's credits bound what is on its way. */
function join(client: Port, engine: Port): void {
  client.onMessage((message) => {
    // whatever it is: the engine refuses what it does not understand
    engine.send(message as object);
  });
  engine.onMessage((message) => {
    client.send(message as object);
  });
  client.onClose(() => {
    engine.close();
  });
}

function refuse(connection: Duplex): void {
  connection.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

function shortened(reason: string): string {
  return Buffer.from(reason)
    .subarray(0, MAX_REASON_BYTES)
    .toString('utf8')
    .replace(/\ufffd$/, '');
}
