import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket, WebSocketServer } from 'ws';
import type { WindowPort } from '#shared/rpc/message-port';
import { mainPort, windowPort } from '#shared/rpc/message-port';
import type { Port } from '#shared/rpc/port';
import { portPair } from '#shared/rpc/port';
import { socketPort } from '#shared/rpc/socket-port';
import { MessageChannelMain } from '../electron/stand-in/ports';

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
    // the window's end is a real port, the engine's is that of Electron's stand-in, and the two are relayed
    name: 'MessagePort',
    join: () => {
      const { port1, port2 } = new MessageChannel();
      const main = new MessageChannelMain();
      port2.on('message', (data: unknown) => {
        main.port1.postMessage(data);
      });
      port2.on('close', () => {
        main.port1.close();
      });
      main.port1.on('message', ({ data }: { data: unknown }) => {
        port2.postMessage(data);
      });
      main.port1.on('close', () => {
        port2.close();
      });
      main.port1.start();
      return Promise.resolve({
        client: windowPort(port1 as unknown as WindowPort),
        engine: mainPort(main.port2),
        close: () => {
          port1.close();
          return Promise.resolve();
        },
      });
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
