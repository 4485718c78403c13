import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Port } from '#shared/rpc/port';
import { portPair } from '#shared/rpc/port';
import { socketPort } from '#shared/rpc/socket-port';

/** A joined pair of ports, and how to be rid of them. */
export interface Joined {
  readonly client: Port;
  readonly engine: Port;
  close(): Promise<void>;
}

export interface Transport {
  readonly name: string;
  readonly join: () => Promise<Joined>;
}

/** Every way in which a client may talk to an engine. */
export const transports: readonly Transport[] = [
  {
    name: 'in process',
    join: () => {
      const [client, engine] = portPair();
      return Promise.resolve({ client, engine, close: () => Promise.resolve() });
    },
  },
  {
    name: 'WebSocket',
    async join() {
      const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
      await once(server, 'listening');
      const accepted = once(server, 'connection') as Promise<[WebSocket]>;
      const socket = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
      const client = socketPort(socket);
      const [there] = await accepted;
      await once(socket, 'open').catch(() => undefined);
      return {
        client,
        engine: socketPort(there),
        close: async () => {
          socket.terminate();
          await new Promise<void>((resolve) => {
            server.close(() => {
              resolve();
            });
          });
        },
      };
    },
  },
];
